package dev.tenure.contract;

import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.etcd.EtcdSettings;
import dev.tenure.registry.etcd.EtcdSubnetRegistry;
import dev.tenure.support.EtcdProgram;
import dev.tenure.support.EtcdServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the real one to the contract, on every etcd that there is, each started here; each case has a prefix of its own. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.tenure.support.EtcdProgram#all")
final class EtcdSubnetRegistryContractTest extends SubnetRegistryContract {
    private static int cases;

    @SuppressWarnings("NullAway.Init")
    private static EtcdServer etcd;

    /** What the class is run with; {@link #start} has it, too. */
    @Parameter
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"})
    private EtcdProgram program;

    private final String prefix = "/contract/" + ++cases;

    @BeforeParameterizedClassInvocation
    static void start(EtcdProgram program) {
        etcd = EtcdServer.start(program);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        etcd.close();
    }

    @Override
    OperatorRegistry open(Vertx on) {
        return new EtcdSubnetRegistry(on, EtcdSettings.of(List.of(etcd.endpoint()), prefix), new SimpleMeterRegistry());
    }

    @Override
    Future<Void> close(OperatorRegistry opened) {
        return ((EtcdSubnetRegistry) opened).close();
    }

    @Override
    OtherWriter otherWriter() {
        return new EtcdWriter(etcd.endpoint(), prefix);
    }
}
