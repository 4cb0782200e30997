package dev.tenure.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a command needs of the registry: one connection, the requests that it asks for, and an end, whatever etcd does. */
final class EtcdOneShotTest extends EtcdFixture {
    /** A short deadline, as whoever waits at a terminal may choose. */
    private static final Duration CHOSEN = Duration.ofMillis(700);

    /** Ways in which etcd is not there. */
    enum Absence {
        REFUSED,
        SILENT,
        SWALLOWED;

        void begin(TcpProxy network) {
            switch (this) {
                case REFUSED -> network.refuse();
                case SILENT -> network.hold();
                case SWALLOWED -> network.drop();
            }
        }
    }

    private static Duration took(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void one_snapshot_costs_one_connection_and_one_request() {
        EtcdServer etcd = closing(EtcdServer.start());
        etcd.etcdctl("put", PREFIX + "/config", CONFIG);
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdSubnetRegistry registry = open(settings(network.endpoint()), EtcdTimings.USUAL);
        assertThat(network.accepted()).isZero();

        Duration reading = took(() -> {
            RegistrySnapshot snapshot = await(registry.snapshot());
            assertThat(snapshot.network().modRevision()).isPositive();
        });
        Duration closing = took(() -> await(registry.close()));

        System.out.println("snapshot " + reading.toMillis() + " ms, close " + closing.toMillis() + " ms");
        assertThat(network.accepted()).isEqualTo(1);
        assertThat(count("tenure_etcd_requests")).isEqualTo(1);
        assertThat(closing).isLessThan(SLACK);
        awaitThat("the connection's end", SLACK, () -> network.openLinks() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void an_etcd_that_is_not_there_is_told_within_the_deadline_that_was_chosen(Absence absence) {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        absence.begin(network);
        EtcdSubnetRegistry registry = open(settings(network.endpoint()).withRequestTimeout(CHOSEN), EtcdTimings.USUAL);

        Duration failing = took(() -> assertThat(failureOf(registry.snapshot()))
                .isInstanceOf(RegistryFailure.Unreachable.class)
                .extracting(RegistryFailure::sentence)
                .asString()
                .contains(network.endpoint().replace("http://", "")));
        Duration closing = took(() -> await(registry.close()));

        System.out.println(
                absence + ": failed after " + failing.toMillis() + " ms, close " + closing.toMillis() + " ms");
        assertThat(failing).isLessThan(CHOSEN.plus(SLACK));
        assertThat(closing).isLessThan(SLACK);
    }

    @Test
    void of_the_two_usual_endpoints_one_that_nobody_listens_at_is_no_failure() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy nobody = closing(TcpProxy.to(etcd.port()));
        nobody.refuse();

        for (int i = 0; i < 10; i++) {
            EtcdSubnetRegistry registry = open(settings(nobody.endpoint(), etcd.endpoint()), EtcdTimings.USUAL);
            assertThat(await(registry.snapshot()).revision()).isPositive();
            await(registry.close());
        }
    }

    @Test
    void closing_while_a_request_is_under_way_is_quick_and_ends_it() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdSubnetRegistry registry = open(settings(network.endpoint()), EtcdTimings.USUAL);
        await(registry.snapshot());
        network.hold();
        Future<RegistrySnapshot> hanging = registry.snapshot();

        Duration closing = took(() -> await(registry.close()));
        Duration ending = took(() -> failureOf(hanging));

        System.out.println("close " + closing.toMillis() + " ms, the request's end " + ending.toMillis() + " ms later");
        assertThat(closing.plus(ending)).isLessThan(SLACK);
    }
}
