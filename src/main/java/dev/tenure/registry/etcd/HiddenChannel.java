package dev.tenure.registry.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.tenure.lease.GrantId;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * For the one request of etcd that jetcd has no method for. jetcd shows its channel to nobody; what was sent on it last shows
 * it to us, with the login, so that our request goes the way of all others. Thread-safe.
 */
final class HiddenChannel implements ClientInterceptor {
    /** {@code LeaseLeasesResponse.leases} in etcd's rpc.proto; the request has no fields. */
    private static final int LEASES = 2;

    /** {@code LeaseStatus.ID}. */
    private static final int ID = 1;

    private static final MethodDescriptor<byte[], byte[]> LEASE_LEASES = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName("etcdserverpb.Lease", "LeaseLeases"))
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    private volatile @Nullable Way last;

    private record Way(Channel channel, CallOptions options) {}

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        if (EtcdOp.of(method) != EtcdOp.LOGIN) {
            last = new Way(next, CallOptions.DEFAULT.withCallCredentials(options.getCredentials()));
        }
        return next.newCall(method, options);
    }

    /** The grants that there are; only behind another request. */
    CompletableFuture<List<GrantId>> grants() {
        Way way = last;
        if (way == null) {
            throw new IllegalStateException("nothing has been asked of etcd yet");
        }
        CompletableFuture<List<GrantId>> answer = new CompletableFuture<>();
        ClientCalls.asyncUnaryCall(way.channel().newCall(LEASE_LEASES, way.options()), new byte[0], reader(answer));
        return answer;
    }

    private static StreamObserver<byte[]> reader(CompletableFuture<List<GrantId>> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(byte[] response) {
                try {
                    answer.complete(grants(response));
                } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
                    answer.completeExceptionally(e);
                }
            }

            @Override
            public void onError(Throwable error) {
                answer.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {
                // it has been answered
            }
        };
    }

    private static List<GrantId> grants(byte[] response) throws InvalidProtocolBufferException {
        List<GrantId> grants = new ArrayList<>();
        for (ByteString status :
                UnknownFieldSet.parseFrom(response).getField(LEASES).getLengthDelimitedList()) {
            for (long id : UnknownFieldSet.parseFrom(status).getField(ID).getVarintList()) {
                grants.add(new GrantId(id));
            }
        }
        return List.copyOf(grants);
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw Status.INTERNAL.withCause(e).asRuntimeException();
            }
        }
    }
}
