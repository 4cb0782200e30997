package dev.tenure.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.admin.Done.Result;
import dev.tenure.contract.EtcdWriter;
import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import dev.tenure.operator.BulkReport;
import dev.tenure.operator.HostsFile;
import dev.tenure.operator.ReserveRequest;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.etcd.EtcdSettings;
import dev.tenure.registry.etcd.EtcdSubnetRegistry;
import dev.tenure.support.EtcdServer;
import dev.tenure.tenancy.Registry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a real etcd: two operators want the same at the same moment. One has it, the other hears who, and nothing is there twice. */
class TwoOperatorsTest {
    private static final String PREFIX = "/coreos.com/network";
    private static final int ROUNDS = 50;

    private final EtcdServer etcd = EtcdServer.start();
    private final Vertx vertx = Vertx.vertx();
    private final EtcdSubnetRegistry oneRegistry = open();
    private final EtcdSubnetRegistry otherRegistry = open();
    private final Operations one = new Operations(vertx, oneRegistry);
    private final Operations other = new Operations(vertx, otherRegistry);

    TwoOperatorsTest() {
        try (EtcdWriter writer = new EtcdWriter(etcd.endpoint(), PREFIX)) {
            writer.put("config", Desk.CONFIG, 0);
        }
    }

    private EtcdSubnetRegistry open() {
        return new EtcdSubnetRegistry(
                vertx, EtcdSettings.of(List.of(etcd.endpoint()), PREFIX), new SimpleMeterRegistry());
    }

    @AfterEach
    void end() {
        Desk.await(oneRegistry.close());
        Desk.await(otherRegistry.close());
        Desk.await(vertx.close());
        etcd.close();
    }

    private RegistrySnapshot now() {
        return Desk.await(oneRegistry.snapshot());
    }

    /** Both at once, in an order that chance says. */
    private List<Done> race(boolean isOtherFirst, ReserveRequest ofOne, ReserveRequest ofOther) {
        Future<Done> early = isOtherFirst ? other.reserve(ofOther, false) : one.reserve(ofOne, false);
        Future<Done> late = isOtherFirst ? one.reserve(ofOne, false) : other.reserve(ofOther, false);
        List<Done> both = List.of(Desk.await(early), Desk.await(late));
        return isOtherFirst ? both.reversed() : both;
    }

    private static Done only(List<Done> both, Result result) {
        List<Done> found = both.stream().filter(done -> done.result() == result).toList();
        assertThat(found).as("%s of %s", result, both).hasSize(1);
        return found.getFirst();
    }

    @Test
    void of_two_hosts_for_one_subnet_one_gets_it_and_the_other_hears_which() {
        RandomGenerator random = Seed.forTest("one subnet").random();
        for (int round = 1; round <= ROUNDS; round++) {
            String subnet = "10.5." + round + ".0/24";
            List<Done> both = race(
                    random.nextBoolean(),
                    Desk.reserve("192.168.65." + round, subnet),
                    Desk.reserve("192.168.66." + round, subnet));
            SubnetLease won = only(both, Result.DONE).after().getFirst();
            Done lost = only(both, Result.REFUSED);
            assertThat(lost.code()).isEqualTo("overlaps");
            assertThat(lost.sentence()).contains("the reservation " + won.key() + " of " + won.holder());
        }
        assertThat(now().leases().leases()).hasSize(ROUNDS).allMatch(SubnetLease::isReservation);
    }

    @Test
    void of_two_subnets_for_one_host_one_is_reserved_and_the_other_operator_hears_which() {
        RandomGenerator random = Seed.forTest("one host").random();
        for (int round = 1; round <= ROUNDS; round++) {
            String host = "192.168.65." + round;
            List<Done> both = race(
                    random.nextBoolean(),
                    Desk.reserve(host, "10.5." + round + ".0/24"),
                    Desk.reserve(host, "10.5." + (100 + round) + ".0/24"));
            SubnetLease won = only(both, Result.DONE).after().getFirst();
            Done lost = only(both, Result.REFUSED);
            assertThat(lost.code()).isEqualTo("second-subnet");
            assertThat(lost.sentence()).contains(host + " has the reservation " + won.key());
        }
        assertThat(now().leases().leases()).hasSize(ROUNDS);
    }

    @Test
    void of_the_subnet_that_a_host_lives_on_and_one_to_move_to_only_one_is_reserved() {
        RandomGenerator random = Seed.forTest("stay or move").random();
        for (int round = 1; round <= ROUNDS; round++) {
            String host = "192.168.65." + round;
            GrantId grant = Desk.await(oneRegistry.grant(Duration.ofHours(1))).id();
            var lives = new SubnetWrite.Create(
                    Registry.key("10.5." + round + ".0-24"),
                    Registry.attributes(host),
                    grant,
                    now().network().modRevision());
            Desk.await(oneRegistry.write(lives));
            ReserveRequest move = new ReserveRequest(
                    Desk.host(host), Optional.of(Desk.subnet("10.5." + (100 + round) + ".0/24")), true);
            List<Done> both = race(random.nextBoolean(), Desk.reserve(host, "10.5." + round + ".0/24"), move);
            only(both, Result.DONE);
            assertThat(only(both, Result.REFUSED).sentence()).contains(host + " has the reservation");
            assertThat(now().leases().heldBy(Desk.host(host)).stream().filter(SubnetLease::isReservation))
                    .hasSize(1);
        }
    }

    @Test
    void two_files_at_once_are_both_written_whole_and_nothing_is_there_twice() {
        List<BulkReport> reports = Stream.of(
                        one.reserveAll(new BulkRequest(file("192.168.65."), false, false, false), report -> {}),
                        other.reserveAll(new BulkRequest(file("192.168.66."), false, false, false), report -> {}))
                .map(Desk::await)
                .toList();
        System.out.println("two files at once: " + reports.get(0).counts() + " and "
                + reports.get(1).counts());
        long done = reports.stream()
                .mapToLong(report -> report.counts().getOrDefault(BulkReport.Result.DONE, 0L))
                .sum();
        Map<String, Long> subnets = now().leases().leases().stream()
                .collect(Collectors.groupingBy(lease -> lease.subnet().toString(), Collectors.counting()));
        assertThat(now().leases().leases()).hasSize((int) done);
        assertThat(subnets.values()).containsOnly(1L);
        assertThat(now().leases().leases().stream().map(SubnetLease::holder)).doesNotHaveDuplicates();
    }

    private static HostsFile file(String hosts) {
        return HostsFile.parse(
                IntStream.rangeClosed(1, 60).mapToObj(i -> hosts + i).collect(Collectors.joining("\n")));
    }

    @Test
    void of_two_network_configs_one_is_put_and_the_other_operator_hears_of_its_revision() {
        for (int round = 1; round <= ROUNDS; round++) {
            long seen = now().network().modRevision();
            OptionalLong both = OptionalLong.of(seen);
            Future<NetworkDone> ofOne = one.setNetwork(Desk.CONFIG, both, false, List.of(), false);
            Future<NetworkDone> ofOther = other.setNetwork(Desk.CONFIG, both, false, List.of(), false);
            List<Done> done =
                    List.of(Desk.await(ofOne).done(), Desk.await(ofOther).done());
            long put = only(done, Result.DONE).revision();
            assertThat(only(done, Result.REFUSED).sentence())
                    .contains("revision " + seen + ",")
                    .contains("revision " + put + ";");
        }
    }
}
