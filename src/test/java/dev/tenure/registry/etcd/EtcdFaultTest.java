package dev.tenure.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.contract.EtcdWriter;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.Renewal;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WatchRecorder;
import dev.tenure.registry.WriteOutcome;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.Ports;
import dev.tenure.support.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The network and etcd break; the registry says so in time, and works again in time. */
final class EtcdFaultTest extends EtcdFixture {
    private Duration timeOf(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void nobody_listens_and_the_failure_names_the_address() {
        int port = Ports.free(1).getFirst();
        EtcdSubnetRegistry registry = open(impatient("http://127.0.0.1:" + port));

        Duration took = timeOf(() -> assertThat(failureOf(registry.snapshot()))
                .isInstanceOfSatisfying(
                        RegistryFailure.Unreachable.class,
                        failure -> assertThat(failure.sentence())
                                .contains("nothing listens at 127.0.0.1:" + port)
                                .hasLineCount(1)));

        assertThat(took).isLessThan(TIMEOUT.plus(SLACK));
    }

    @Test
    void an_unknown_host_name_is_named() {
        // longer than a name may be, so that nobody asks a DNS server for it and waits for its answer
        String name = "x".repeat(64) + ".invalid";
        EtcdSubnetRegistry registry = open(impatient("http://" + name + ":2379"));

        assertThat(failureOf(registry.snapshot()).sentence()).contains("the name " + name + " is not known here");
    }

    @Test
    void one_of_two_endpoints_is_enough() {
        EtcdServer etcd = closing(EtcdServer.start());
        EtcdSubnetRegistry registry =
                open(settings("http://127.0.0.1:" + Ports.free(1).getFirst(), etcd.endpoint()));

        assertThat(await(registry.snapshot()).leases().size()).isZero();
    }

    @Test
    void an_ipv6_endpoint_and_a_host_name_work() {
        EtcdServer etcd = closing(EtcdServer.start());
        EtcdSubnetRegistry byName = open(settings("http://localhost:" + etcd.port()));

        assertThat(await(byName.snapshot()).leases().size()).isZero();
        assertThat(EtcdEndpoints.parse(List.of("http://[::1]:2379")).target(new Random(1)))
                .isEqualTo("tenure-etcd:///%5B::1%5D:2379");
    }

    @Test
    void a_frozen_etcd_is_unreachable_within_the_deadline_for_every_call() {
        EtcdServer etcd = closing(EtcdServer.start());
        // it makes its client new long after, so that no call ends for that
        EtcdSubnetRegistry registry = open(impatient(etcd.endpoint()), EtcdTimings.USUAL);
        SubnetLease lease = held(registry, "10.5.52.0-24");
        etcd.freeze();

        Duration took = timeOf(() -> {
            var calls = List.of(
                    registry.snapshot(),
                    registry.grant(Duration.ofHours(1)),
                    registry.write(new SubnetWrite.Delete(lease)),
                    registry.renew(lease),
                    registry.revokeUnused(lease.term().granted().orElseThrow()));
            calls.forEach(call -> assertThat(failureOf(call)).isInstanceOf(RegistryFailure.Unreachable.class));
        });
        etcd.thaw();

        assertThat(took).isLessThan(TIMEOUT.plus(SLACK));
        untilAnswered(registry::snapshot, SOON);
    }

    @Test
    void a_keepalive_without_an_answer_ends_with_the_deadline() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdSubnetRegistry registry = open(impatient(network.endpoint()));
        SubnetLease lease = held(registry, "10.5.52.0-24");
        assertThat(await(registry.renew(lease))).isInstanceOf(Renewal.KeptAlive.class);
        network.hold();

        Duration took = timeOf(
                () -> assertThat(failureOf(registry.renew(lease))).isInstanceOf(RegistryFailure.Unreachable.class));

        assertThat(took).isBetween(TIMEOUT.minusMillis(200), TIMEOUT.plus(SLACK));
    }

    @Test
    void a_write_whose_answer_is_lost_has_an_unknown_outcome_and_is_not_sent_twice() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdWriter other = closing(new EtcdWriter(etcd.endpoint(), PREFIX));
        EtcdSubnetRegistry registry = open(impatient(network.endpoint()));
        SubnetLease lease = held(registry, "10.5.52.0-24");
        network.holdAnswers();

        RegistryFailure failure = failureOf(registry.write(new SubnetWrite.Update(lease, host(), lease.term())));
        awaitThat("the write to be done", SOON, () -> other.revision() > lease.modRevision());
        network.cut();
        network.forward();
        untilAnswered(registry::snapshot, SOON);

        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(count("tenure_etcd_unknown_outcomes", "op", "update")).isEqualTo(1);
        assertThat(count("tenure_etcd_unknown_outcomes")).isEqualTo(1);
        assertThat(other.get("subnets/10.5.52.0-24").orElseThrow().modRevision())
                .isEqualTo(lease.modRevision() + 1);
        assertThat(other.revision()).isEqualTo(lease.modRevision() + 1);
    }

    @Test
    void a_grant_whose_answer_is_lost_is_not_asked_for_twice() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdSubnetRegistry registry = open(settings(network.endpoint()));
        await(registry.snapshot());
        network.holdAnswers();

        var grant = registry.grant(Duration.ofHours(1));
        awaitThat("the grant to be made", SOON, () -> grants(etcd) == 1);
        network.cut();
        network.forward();
        assertThat(failureOf(grant)).isInstanceOf(RegistryFailure.Unreachable.class);
        assertThat(count("tenure_etcd_unknown_outcomes", "op", "grant")).isEqualTo(1);
        untilAnswered(registry::snapshot, SOON);

        assertThat(grants(etcd)).isEqualTo(1);
    }

    /** Its headline is "found 1 leases". */
    private static int grants(EtcdServer etcd) {
        return Integer.parseInt(etcd.etcdctl("lease", "list").split(" ", 3)[1]);
    }

    @Test
    void latency_below_the_deadline_is_no_failure() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdSubnetRegistry registry = open(settings(network.endpoint()));
        await(registry.snapshot());
        network.latency(Duration.ofMillis(200));

        Duration took = timeOf(() -> await(registry.snapshot()));

        assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void after_a_kill_and_a_restart_the_client_works_again_soon_and_was_rebuilt_once_it_could_connect() {
        EtcdServer etcd = closing(EtcdServer.start());
        EtcdSubnetRegistry registry = open(impatient(etcd.endpoint()));
        SubnetLease lease = held(registry, "10.5.52.0-24");
        assertThat(count("tenure_etcd_client_rebuilds")).isZero();

        etcd.kill();
        // long enough for gRPC's own pause between two attempts to grow beyond what we would wait
        for (int i = 0; i < 4; i++) {
            assertThat(failureOf(registry.snapshot())).isInstanceOf(RegistryFailure.Unreachable.class);
        }
        assertThat(count("tenure_etcd_client_rebuilds")).isZero();
        etcd.restart();
        Duration took = untilAnswered(registry::snapshot, SOON);

        assertThat(took).isLessThan(Duration.ofSeconds(5));
        assertThat(await(registry.renew(lease))).isInstanceOf(Renewal.KeptAlive.class);
    }

    @Test
    void a_client_that_gets_nowhere_is_replaced_when_an_endpoint_takes_connections() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdSubnetRegistry registry = open(impatient(network.endpoint()));
        await(registry.snapshot());
        network.hold();

        awaitThat("a rebuild", SOON, () -> {
            failureOf(registry.snapshot());
            return count("tenure_etcd_client_rebuilds", "reason", "unreachable") > 0;
        });
        network.cut();
        network.forward();

        assertThat(untilAnswered(registry::snapshot, SOON)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void an_etcd_that_was_wiped_is_not_the_store_that_we_knew() {
        EtcdServer etcd = closing(EtcdServer.start());
        EtcdSubnetRegistry registry = open(impatient(etcd.endpoint()));
        SubnetLease lease = held(registry, "10.5.52.0-24");
        etcd.wipe();
        etcd.restart();

        untilAnswered(registry::snapshot, SOON);

        assertThat(await(registry.snapshot()).revision()).isLessThan(lease.modRevision());
        assertThat(await(registry.renew(lease))).isInstanceOf(Renewal.Changed.class);
        WatchRecorder heard = new WatchRecorder();
        registry.watch(lease.modRevision() + 1, heard);
        assertThat(heard.awaitOpened()).isLessThan(lease.modRevision());
    }

    @Test
    void a_full_etcd_takes_no_new_keys_and_keeps_grants_alive() {
        EtcdServer etcd = closing(EtcdServer.start("--quota-backend-bytes=3000000"));
        EtcdWriter other = closing(new EtcdWriter(etcd.endpoint(), PREFIX));
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()));
        SubnetLease lease = held(registry, "10.5.52.0-24");
        // the write that is refused raises the alarm; how many are taken before it depends on when etcd last looked
        awaitThat("the alarm", SOON, () -> {
            try {
                other.put("ballast", new byte[1_000_000], 0);
            } catch (AssertionError e) {
                return etcd.etcdctl("alarm", "list").contains("NOSPACE");
            }
            return false;
        });

        assertThat(failureOf(registry.write(new SubnetWrite.Update(lease, host(), lease.term()))))
                .isInstanceOf(RegistryFailure.OutOfSpace.class);
        assertThat(await(registry.renew(lease))).isInstanceOf(Renewal.KeptAlive.class);
        assertThat(await(registry.write(new SubnetWrite.Delete(lease)))).isInstanceOf(WriteOutcome.Applied.class);
    }
}
