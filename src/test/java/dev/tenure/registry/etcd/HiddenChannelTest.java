package dev.tenure.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.GrantId;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.KVGrpc;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The login of a request that is not jetcd's; etcds that list grants to anybody, as old ones do, can't show it. */
final class HiddenChannelTest {
    private static final CallCredentials LOGIN = new CallCredentials() {
        @Override
        public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
            // never asked here
        }
    };

    private final HiddenChannel hidden = new HiddenChannel();
    private final Wire wire = new Wire();

    /** Where jetcd's channel leads, with one answer to whatever is asked. */
    private static final class Wire extends Channel {
        private byte[] answer = {};
        private CallOptions lastOptions = CallOptions.DEFAULT;
        private String lastMethod = "";

        @Override
        public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
            lastOptions = options;
            lastMethod = method.getFullMethodName();
            return new Call<>(method, answer);
        }

        @Override
        public String authority() {
            return "etcd";
        }
    }

    private static final class Call<Q, A> extends ClientCall<Q, A> {
        private final MethodDescriptor<Q, A> method;
        private final byte[] answer;

        Call(MethodDescriptor<Q, A> method, byte[] answer) {
            this.method = method;
            this.answer = answer;
        }

        @Override
        public void start(Listener<A> listener, Metadata headers) {
            listener.onMessage(method.parseResponse(new ByteArrayInputStream(answer)));
            listener.onClose(Status.OK, new Metadata());
        }

        @Override
        public void request(int messages) {
            // all is answered at the start
        }

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {
            // it has ended
        }

        @Override
        public void halfClose() {
            // nobody listens
        }

        @Override
        public void sendMessage(Q message) {
            // nobody reads it
        }
    }

    private CompletableFuture<List<GrantId>> grantsBehind(byte... answer) {
        wire.answer = answer;
        hidden.interceptCall(KVGrpc.getRangeMethod(), CallOptions.DEFAULT.withCallCredentials(LOGIN), wire);
        hidden.interceptCall(AuthGrpc.getAuthenticateMethod(), CallOptions.DEFAULT, wire);
        return hidden.grants();
    }

    @Test
    void it_goes_with_the_login_of_the_request_before_it_although_a_login_came_between() {
        // two leases, the second with the most negative id there is
        byte[] least = {0x12, 0x0b, 0x08, -128, -128, -128, -128, -128, -128, -128, -128, -128, 1};
        byte[] answer = new byte[4 + least.length];
        System.arraycopy(new byte[] {0x12, 2, 8, 7}, 0, answer, 0, 4);
        System.arraycopy(least, 0, answer, 4, least.length);

        assertThat(grantsBehind(answer)).isCompletedWithValue(List.of(new GrantId(7), new GrantId(Long.MIN_VALUE)));
        assertThat(wire.lastMethod).isEqualTo("etcdserverpb.Lease/LeaseLeases");
        assertThat(wire.lastOptions.getCredentials()).isSameAs(LOGIN);
    }

    @Test
    void an_answer_that_is_none_is_a_failure_and_no_list() {
        assertThat(grantsBehind((byte) 0x12, (byte) 9)).isCompletedExceptionally();
        assertThat(grantsBehind((byte) 0x12, (byte) 2, (byte) 8, (byte) 0)).isCompletedExceptionally();
    }
}
