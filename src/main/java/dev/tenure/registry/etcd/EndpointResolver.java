package dev.tenure.registry.etcd;

import com.google.common.net.HostAndPort;
import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns {@code tenure-etcd:///host:port,…} into addresses. jetcd's own resolver asks the DNS on the event loop (P7) and
 * can't read IPv6 literals; this one asks on gRPC's offload executor.
 */
final class EndpointResolver extends NameResolver {
    static final String SCHEME = "tenure-etcd";

    private final List<HostAndPort> addresses;
    private final SynchronizationContext serial;
    private final Executor offLoop;
    private @Nullable Listener2 listener;
    private boolean resolving;
    private boolean shutdown;

    private EndpointResolver(URI target, Args args) {
        addresses = Stream.of(target.getPath().substring(1).split(",", -1))
                .map(HostAndPort::fromString)
                .toList();
        serial = args.getSynchronizationContext();
        Executor given = args.getOffloadExecutor();
        offLoop = given == null ? Runnable::run : given;
    }

    /** Makes the scheme known to gRPC; doing it again changes nothing. */
    static void register() {
        NameResolverRegistry.getDefaultRegistry().register(Provider.ONLY);
    }

    /** Empty on purpose: each address carries its own name, which its certificate must show. */
    @Override
    public String getServiceAuthority() {
        return "";
    }

    @Override
    public void start(Listener2 newListener) {
        listener = newListener;
        resolve();
    }

    @Override
    public void refresh() {
        resolve();
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    private void resolve() {
        if (resolving || shutdown) {
            return;
        }
        resolving = true;
        Runnable lookUp = () -> {
            List<EquivalentAddressGroup> found = new ArrayList<>();
            List<String> unknown = new ArrayList<>();
            addresses.forEach(address -> lookUp(address, found, unknown));
            serial.execute(() -> resolved(found, unknown));
        };
        if (addresses.stream().allMatch(EtcdEndpoints::isLiteral)) {
            lookUp.run();
        } else {
            offLoop.execute(lookUp);
        }
    }

    private static void lookUp(HostAndPort address, List<EquivalentAddressGroup> found, List<String> unknown) {
        try {
            List<SocketAddress> sockets = new ArrayList<>();
            for (InetAddress host : InetAddress.getAllByName(address.getHost())) {
                sockets.add(new InetSocketAddress(host, address.getPort()));
            }
            found.add(new EquivalentAddressGroup(
                    sockets,
                    Attributes.newBuilder()
                            .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, address.toString())
                            .build()));
        } catch (UnknownHostException e) {
            unknown.add(address.getHost());
        }
    }

    private void resolved(List<EquivalentAddressGroup> found, List<String> unknown) {
        resolving = false;
        if (shutdown || listener == null) {
            return;
        }
        // some members are enough; the others are looked up again with the next refresh
        StatusOr<List<EquivalentAddressGroup>> answer = found.isEmpty()
                ? StatusOr.fromStatus(
                        Status.UNAVAILABLE.withDescription("Unable to resolve host " + String.join(", ", unknown)))
                : StatusOr.fromValue(found);
        listener.onResult2(
                ResolutionResult.newBuilder().setAddressesOrError(answer).build());
    }

    private static final class Provider extends NameResolverProvider {
        static final Provider ONLY = new Provider();

        @Override
        public NameResolver newNameResolver(URI target, Args args) {
            return new EndpointResolver(target, args);
        }

        @Override
        public String getDefaultScheme() {
            return SCHEME;
        }

        @Override
        protected boolean isAvailable() {
            return true;
        }

        /** Lower than dns's 5: the provider of highest priority names the scheme of a target that has none. */
        @Override
        protected int priority() {
            return 1;
        }

        @Override
        public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
            return Set.of(InetSocketAddress.class);
        }
    }
}
