package dev.tenure.contract;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WriteOutcome;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.SubnetKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A registry, another writer to the same store, and the few words that every case needs. */
abstract class ContractFixture {
    static final String CONFIG = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";
    static final Duration DAY = Duration.ofDays(1);

    private static final long WAIT_MAX_SECONDS = 20;

    @SuppressWarnings("NullAway.Init")
    Vertx vertx;

    @SuppressWarnings("NullAway.Init")
    OperatorRegistry registry;

    @SuppressWarnings("NullAway.Init")
    OtherWriter other;

    /** Makes a registry on the context that calls this. */
    abstract OperatorRegistry open(Vertx on);

    abstract Future<Void> close(OperatorRegistry opened);

    abstract OtherWriter otherWriter();

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        other = otherWriter();
        Future<OperatorRegistry> opened =
                Future.future(promise -> vertx.getOrCreateContext().runOnContext(now -> promise.complete(open(vertx))));
        registry = await(opened);
    }

    @AfterEach
    void close() {
        await(close(registry));
        other.close();
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(WAIT_MAX_SECONDS, TimeUnit.SECONDS);
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

    static SubnetKey key(String text) {
        return SubnetKey.parse(text).orElseThrow();
    }

    static HostAttributes host(String publicIp) {
        IpAddress address = IpAddress.parse(publicIp).orElseThrow();
        return HostAttributes.of(new HostIdentity(address, null), "vxlan");
    }

    static String value(String publicIp) {
        return "{\"PublicIP\":\"" + publicIp + "\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\"}";
    }

    GrantId grant() {
        return await(registry.grant(DAY)).id();
    }

    SubnetWrite.Create create(String keyText, String publicIp) {
        return new SubnetWrite.Create(key(keyText), host(publicIp), grant(), networkRevision());
    }

    long networkRevision() {
        return other.get("config").map(OtherWriter.Raw::modRevision).orElse(0L);
    }

    /** A lease of ours, written through the registry. */
    SubnetLease held(String keyText, String publicIp) {
        return applied(await(registry.write(create(keyText, publicIp)))).lease().orElseThrow();
    }

    static WriteOutcome.Applied applied(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Applied applied) {
            return applied;
        }
        throw new AssertionError("expected the write to happen, but it was " + outcome);
    }

    static WriteOutcome.Refused refused(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Refused refused) {
            return refused;
        }
        throw new AssertionError("expected the write to be refused, but it was " + outcome);
    }
}
