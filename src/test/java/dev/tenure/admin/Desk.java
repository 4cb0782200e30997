package dev.tenure.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.lease.SubnetLease;
import dev.tenure.operator.InputText;
import dev.tenure.operator.MalformedInput;
import dev.tenure.operator.ReleaseRequest;
import dev.tenure.operator.ReserveRequest;
import dev.tenure.operator.UnreserveRequest;
import dev.tenure.registry.InMemoryRegistry;
import dev.tenure.registry.InMemoryRegistry.Call;
import dev.tenure.registry.InMemoryRegistry.When;
import dev.tenure.registry.InMemoryStore;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.tenancy.Registry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;

/** An operator before a registry in memory, in which something can happen at the worst moment. */
abstract class Desk {
    static final String CONFIG = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";
    static final String IP = "192.168.64.3";
    static final String OTHER = "192.168.64.9";
    static final RegistryFailure AWAY = new RegistryFailure.Unreachable("no answer in 2 s");
    static final RegistryFailure DENIED = new RegistryFailure.PermissionDenied("etcd said no");

    final Vertx vertx = Vertx.vertx();
    final InMemoryStore store = new InMemoryStore();
    final InMemoryRegistry etcd = InMemoryRegistry.on(vertx, store);
    final Operations operations = new Operations(vertx, etcd);

    Desk() {
        store.put("config", CONFIG, 0);
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    /** The operations where {@code meddler} acts just before each write, which it is told the number of, from 1. */
    Operations meddled(IntConsumer meddler) {
        Set<String> writes = Set.of("write", "putNetwork", "deleteStrange");
        int[] count = {0};
        OperatorRegistry registry = (OperatorRegistry) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {OperatorRegistry.class}, (proxy, method, arguments) -> {
                    if (writes.contains(method.getName())) {
                        meddler.accept(++count[0]);
                    }
                    return method.invoke(etcd, arguments);
                });
        return new Operations(vertx, registry);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer came", e);
        }
    }

    static RegistryFailure failureOf(Future<?> future) {
        try {
            throw new AssertionError("expected a failure, but the answer was " + await(future));
        } catch (RegistryException e) {
            return e.failure();
        }
    }

    /** A host has a lease on a grant of a day. */
    long lease(String key, String holder) {
        long grant = store.grant(Duration.ofDays(1));
        put(key, holder, grant);
        return grant;
    }

    void reservation(String key, String holder) {
        put(key, holder, 0);
    }

    void put(String key, String holder, long grant) {
        store.put("subnets/" + key, LeaseCodec.encode(Registry.attributes(holder)), grant);
    }

    /** The key as it is. */
    Optional<SubnetLease> at(String key) {
        return await(etcd.snapshot()).leases().find(SubnetKey.parse(key).orElseThrow());
    }

    long keys() {
        return await(etcd.snapshot()).leases().size();
    }

    /** The next write is applied, and nobody hears of it; what asks after it gets no answer either, so many times. */
    void loseAnswer(When when, int looks) {
        etcd.failNext(1, Call.WRITE, AWAY, when);
        etcd.failNext(looks, Call.SNAPSHOT, AWAY, When.BEFORE_APPLYING);
    }

    static Subnet subnet(String text) {
        try {
            return InputText.subnet(text);
        } catch (MalformedInput e) {
            throw new AssertionError(e);
        }
    }

    static HostIdentity host(String addresses) {
        return Registry.identity(addresses);
    }

    static ReserveRequest reserve(String host) {
        return new ReserveRequest(host(host), Optional.empty(), false);
    }

    static ReserveRequest reserve(String host, String subnet) {
        return new ReserveRequest(host(host), Optional.of(subnet(subnet)), false);
    }

    static UnreserveRequest unreserve(String host, boolean delete) {
        return new UnreserveRequest(Optional.of(host(host)), Optional.empty(), delete);
    }

    static ReleaseRequest release(String host) {
        return new ReleaseRequest(Optional.of(host(host)), Optional.empty(), true, Optional.empty());
    }

    static void is(Done done, Done.Result result, String code, String sentence) {
        assertThat(done.sentence()).isEqualTo(sentence);
        assertThat(List.of(done.result().label(), done.code())).containsExactly(result.label(), code);
    }
}
