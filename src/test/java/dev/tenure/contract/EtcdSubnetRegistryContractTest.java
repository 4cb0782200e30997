package dev.tenure.contract;

import dev.tenure.registry.SubnetRegistry;
import dev.tenure.registry.etcd.EtcdSettings;
import dev.tenure.registry.etcd.EtcdSubnetRegistry;
import dev.tenure.support.EtcdServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Holds the real one to the contract, on an etcd that this class starts; each case has a prefix of its own. */
final class EtcdSubnetRegistryContractTest extends SubnetRegistryContract {
    private static int cases;

    @SuppressWarnings("NullAway.Init")
    private static EtcdServer etcd;

    private final String prefix = "/contract/" + ++cases;

    @BeforeAll
    static void start() {
        etcd = EtcdServer.start();
    }

    @AfterAll
    static void stop() {
        etcd.close();
    }

    @Override
    SubnetRegistry open(Vertx on) {
        return new EtcdSubnetRegistry(on, EtcdSettings.of(List.of(etcd.endpoint()), prefix), new SimpleMeterRegistry());
    }

    @Override
    Future<Void> close(SubnetRegistry opened) {
        return ((EtcdSubnetRegistry) opened).close();
    }

    @Override
    OtherWriter otherWriter() {
        return new EtcdWriter(etcd.endpoint(), prefix);
    }
}
