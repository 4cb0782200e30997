package dev.tenure.registry.etcd;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Stands between jetcd and the wire: gives every request a deadline, since jetcd gives none (R3), and says how each ended.
 * LeaseKeepAlive, which is a stream that we use for one request, is bounded too; a watch is not.
 */
final class EtcdCalls implements ClientInterceptor {
    private final Duration timeout;
    private final Ended ended;

    EtcdCalls(Duration timeout, Ended ended) {
        this.timeout = timeout;
        this.ended = ended;
    }

    /** Hears of each RPC once: at the first answer, or at the end if there was none. On any thread; must not block. */
    @FunctionalInterface
    interface Ended {
        void ended(EtcdOp op, Status status, long elapsedNanos);
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        EtcdOp op = EtcdOp.of(method);
        CallOptions bounded =
                op == EtcdOp.WATCH ? options : options.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
        return new Call<>(op, next.newCall(method, bounded), ended);
    }

    private static final class Call<Q, A> extends SimpleForwardingClientCall<Q, A> {
        private final EtcdOp op;
        private final Ended ended;
        private boolean sent;

        Call(EtcdOp op, ClientCall<Q, A> call, Ended ended) {
            super(call);
            this.op = op;
            this.ended = ended;
        }

        @Override
        public void start(Listener<A> listener, Metadata headers) {
            super.start(new Answers<>(op, listener, ended), headers);
        }

        @Override
        public void sendMessage(Q message) {
            // jetcd's keepAliveOnce sends its request again when it ends the stream
            if (op != EtcdOp.KEEPALIVE || !sent) {
                sent = true;
                super.sendMessage(Comparisons.translated(message));
            }
        }
    }

    private static final class Answers<A> extends SimpleForwardingClientCallListener<A> {
        private final EtcdOp op;
        private final Ended ended;
        private final long startNanos = System.nanoTime();
        private boolean told;

        Answers(EtcdOp op, ClientCall.Listener<A> listener, Ended ended) {
            super(listener);
            this.op = op;
            this.ended = ended;
        }

        @Override
        public void onMessage(A message) {
            tell(Status.OK);
            super.onMessage(message);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            // jetcd would wait for ever for an answer that a stream ended without
            Status honest = status.isOk() && !told
                    ? Status.UNAVAILABLE.withDescription("the stream ended without an answer")
                    : status;
            tell(honest);
            super.onClose(honest, trailers);
        }

        private void tell(Status status) {
            if (!told) {
                told = true;
                ended.ended(op, status, System.nanoTime() - startNanos);
            }
        }
    }
}
