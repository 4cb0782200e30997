package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.bus.Release;
import dev.tenure.bus.Reserve;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.tenancy.LossReason;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody does to our key while we hold it. */
class KeyEventsTest extends LiveTest {
    private static final String ADDRESS = "192.168.64.3";
    private static final String OTHER = "192.168.64.9";

    /** So long that a request may take two seconds (a sixth), and that a pause of more costs no lease. */
    private static final int TTL = 12;

    /** A moment, and what a slow disk makes of the two writes of etcd in it. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private LiveHost host;
    private LiveAgent agent;
    private String key;
    private String path;
    private Operator.Stored before;

    @BeforeEach
    void holdALease() {
        operator.network(NETWORK);
        host = host(ADDRESS).ttl(TTL);
        agent = host.start();
        key = agent.awaitReady().key().text();
        path = "subnets/" + key;
        before = operator.get(path);
        logs.forget();
    }

    private Operator.Stored now() {
        return operator.get(path);
    }

    /** Why the lease was lost, each time that it was. */
    private List<LossReason> losses() {
        List<LossReason> losses = new ArrayList<>();
        boolean wasLost = false;
        for (TenancyStatus status : agent.tenancies()) {
            if (status.state() instanceof TenancyState.Lost lost && !wasLost) {
                losses.add(lost.reason());
            }
            wasLost = status.state() instanceof TenancyState.Lost;
        }
        return losses;
    }

    /** A key of twice the size with ours in it. */
    private String widened() {
        Cidr ours = Objects.requireNonNull(
                agent.tenancy().lease().orElseThrow().subnet().ipv4());
        Cidr wider = Cidr.parse(ours.address() + "/23").orElseThrow();
        return SubnetKey.of(Subnet.of(wider)).text();
    }

    private void awaitRenewalsOf(long grant) {
        agent.until("the grant is kept alive", a -> operator.secondsLeft(grant) <= TTL - 2);
        agent.until("and again", a -> operator.secondsLeft(grant) >= TTL - 1);
    }

    @Test
    void a_deleted_key_is_back_soon_with_one_write() {
        long revision = operator.revision();
        operator.delete(path);
        Duration took = agent.until(
                "back", SOON, a -> operator.find(path).isPresent() && a.health().isReady());

        assertThat(now().value()).isEqualTo(before.value());
        assertThat(now().version()).isEqualTo(1);
        assertThat(operator.historyAfter(revision))
                .extracting(event -> (event.isPut() ? "put " : "delete ") + event.path())
                .containsExactly("delete " + path, "put " + path);
        assertThat(operator.newGrants()).containsExactly(Operator.printed(now().grant()));
        assertThat(losses()).containsExactly(LossReason.KEY_DELETED);
        System.out.println("a deleted key was back after " + took.toMillis() + " ms");
    }

    @Test
    void a_revoked_grant_costs_the_same_subnet_a_moment() {
        long revision = operator.revision();
        operator.revoke(before.grant());
        Duration took = agent.until(
                "back", SOON, a -> operator.find(path).isPresent() && a.health().isReady());

        assertThat(now().grant()).isNotEqualTo(before.grant());
        assertThat(operator.historyAfter(revision)).hasSize(2);
        assertThat(operator.newGrants()).containsExactly(Operator.printed(now().grant()));
        assertThat(losses()).hasSize(1);
        System.out.println("after a revoke the key was back after " + took.toMillis() + " ms");
    }

    @Test
    void a_key_that_another_host_took_stays_its_and_we_take_another_subnet() {
        long grant = operator.grant(600);
        operator.put(path, value(OTHER), grant);
        SubnetLease lease = agent.awaitReadyWith(
                "another subnet", held -> !held.key().text().equals(key));

        assertThat(now().value()).isEqualTo(value(OTHER));
        assertThat(now().version()).isEqualTo(2);
        assertThat(now().grant()).isEqualTo(grant);
        assertThat(losses()).containsExactly(LossReason.TAKEN_BY_OTHER);
        assertThat(host.subnetEnvText())
                .contains("FLANNEL_SUBNET=" + lease.key().text().replace(".0-24", ".1/24"));
        agent.until("our old grant is not leaked", a -> operator.secondsLeft(before.grant()) == -1);
        assertThat(agent.peers().leases()).extracting(SubnetLease::holder).containsExactly(OTHER);
        assertThat(agent.peerChanges().getLast().added())
                .extracting(SubnetLease::holder)
                .containsExactly(OTHER);
    }

    @Test
    void a_key_that_another_host_took_on_our_own_grant_keeps_that_grant() {
        operator.put(path, value(OTHER), before.grant());
        agent.awaitReadyWith("another subnet", held -> !held.key().text().equals(key));

        assertThat(now().value()).isEqualTo(value(OTHER));
        assertThat(operator.secondsLeft(before.grant())).isPositive();
    }

    @Test
    void a_key_that_was_overwritten_with_garbage_is_left_alone() {
        operator.put(path, "garbage", 0);
        agent.awaitReadyWith("another subnet", held -> !held.key().text().equals(key));

        assertThat(now().value()).isEqualTo("garbage");
        assertThat(losses()).containsExactly(LossReason.OVERWRITTEN);
    }

    @Test
    void a_key_that_was_put_again_for_us_under_another_grant_is_adopted_with_that_grant() {
        long grant = operator.grant(TTL + 1);
        operator.put(path, before.value(), grant);
        awaitRenewalsOf(grant);
        agent.until("the old grant is gone", a -> operator.secondsLeft(before.grant()) == -1);

        assertThat(now().grant()).isEqualTo(grant);
        assertThat(now().version()).isEqualTo(2);
        assertThat(operator.newGrants()).containsExactly(Operator.printed(grant));
        assertThat(losses()).isEmpty();
        assertThat(agent.health().isReady()).isTrue();
    }

    @Test
    void a_key_that_was_put_again_without_a_grant_is_a_reservation_and_never_gets_a_TTL() {
        operator.put(path, before.value());
        agent.until(
                "sees the reservation",
                a -> a.tenancy().lease().map(SubnetLease::isReservation).orElse(false));
        agent.until("the old grant is gone", a -> operator.secondsLeft(before.grant()) == -1);
        long revision = operator.revision();
        agent.throughout(
                "ready as a reservation",
                Duration.ofSeconds(TTL + 1),
                a -> a.health().isReady());

        assertThat(now().grant()).isZero();
        assertThat(now().version()).isEqualTo(2);
        assertThat(operator.historyAfter(revision)).isEmpty();
        assertThat(operator.newGrants()).isEmpty();
        assertThat(agent.health().untilDeadline()).isEmpty();
        assertThat(losses()).isEmpty();
    }

    @Test
    void a_reservation_that_is_given_a_grant_is_a_lease_and_is_kept_alive() {
        operator.put(path, before.value());
        agent.until(
                "sees the reservation",
                a -> a.tenancy().lease().map(SubnetLease::isReservation).orElse(false));
        long grant = operator.grant(TTL + 1);
        operator.put(path, before.value(), grant);
        awaitRenewalsOf(grant);

        assertThat(now().grant()).isEqualTo(grant);
        assertThat(now().version()).isEqualTo(3);
        assertThat(losses()).isEmpty();
    }

    @Test
    void a_reservation_of_another_subnet_that_is_made_for_us_while_we_hold_a_lease_replaces_it() {
        operator.put("subnets/10.5.240.0-24", value(ADDRESS));
        agent.awaitReadyWith("the reservation", held -> held.key().text().equals("10.5.240.0-24"));
        agent.until("the lease is given back", a -> operator.find(path).isEmpty());
        agent.until("and its grant", a -> operator.newGrants().isEmpty());

        assertThat(operator.get("subnets/10.5.240.0-24").version()).isEqualTo(1);
        assertThat(operator.get("subnets/10.5.240.0-24").grant()).isZero();
        assertThat(host.subnetEnvText()).contains("FLANNEL_SUBNET=10.5.240.1/24");
        assertThat(losses()).isEmpty();
    }

    @Test
    void a_reservation_whose_key_is_deleted_becomes_a_lease_of_the_same_subnet() {
        operator.put(path, before.value());
        agent.until(
                "sees the reservation",
                a -> a.tenancy().lease().map(SubnetLease::isReservation).orElse(false));
        operator.delete(path);
        agent.awaitReadyWith("a lease", held -> !held.isReservation());

        assertThat(agent.key()).isEqualTo(key);
        assertThat(now().grant()).isNotZero();
    }

    @Test
    void data_that_somebody_else_writes_for_us_is_not_fought_over() {
        String theirs = before.value().replace("}", ",\"BackendData\":{\"VtepMAC\":\"c6:d2:32:6f:8f:44\"}}");
        operator.put(path, theirs, before.grant());
        agent.until(
                "seen",
                a -> a.tenancy()
                        .lease()
                        .filter(lease -> lease.modRevision() == now().modRevision())
                        .isPresent());
        long revision = operator.revision();
        awaitRenewalsOf(before.grant());

        assertThat(now().value()).isEqualTo(theirs);
        assertThat(operator.historyAfter(revision)).isEmpty();
    }

    @Test
    void a_lease_that_is_released_on_the_bus_is_gone_and_none_is_claimed_until_the_next_start() {
        LiveAgent.await(agent.ask(agent.topics().release(), new Release()));
        assertThat(operator.leases()).isEmpty();
        assertThat(operator.newGrants()).isEmpty();
        operator.network(NETWORK + " ");
        agent.throughout("not ready", Duration.ofSeconds(3), a -> !a.health().isReady());
        assertThat(agent.reasons()).contains("stopped");
        assertThat(operator.leases()).isEmpty();

        agent.stop();
        assertThat(host.start().awaitReady().key().text()).isEqualTo(key);
    }

    @Test
    void a_lease_that_is_reserved_on_the_bus_keeps_its_subnet_without_a_grant() {
        LiveAgent.await(agent.ask(agent.topics().reserve(), new Reserve()));
        agent.until("the grant is gone", a -> operator.newGrants().isEmpty());

        assertThat(now().grant()).isZero();
        assertThat(now().value()).isEqualTo(before.value());
        assertThat(agent.awaitReady().isReservation()).isTrue();
    }

    @Test
    void renewals_keep_the_grant_alive_and_write_nothing() {
        long revision = operator.revision();
        for (int renewals = 0; renewals < 3; renewals++) {
            awaitRenewalsOf(before.grant());
        }

        assertThat(operator.historyAfter(revision)).isEmpty();
        assertThat(now()).isEqualTo(before);
        assertThat(agent.health().isReady()).isTrue();
        assertThat(logs.warnings()).isEmpty();
    }

    @Test
    void a_younger_overlapping_claim_of_a_blind_writer_makes_a_young_lease_move_after_five_seconds() {
        String wider = widened();
        long grant = operator.grant(600);
        operator.put("subnets/" + wider, value(OTHER), grant);
        agent.until("the conflict is told", a -> a.reasons().contains("conflict"));
        assertThat(agent.health().isReady()).isTrue();
        agent.awaitReadyWith("another subnet", held -> !held.key().text().equals(key));

        agent.until("ours is gone", a -> operator.find(path).isEmpty());
        assertThat(operator.get("subnets/" + wider).version()).isEqualTo(1);
        assertThat(losses()).containsExactly(LossReason.YIELDED);
        assertThat(agent.reasons()).isEmpty();
    }

    @Test
    void a_younger_overlapping_claim_that_goes_again_is_forgotten() {
        String wider = widened();
        operator.put("subnets/" + wider, value(OTHER), operator.grant(600));
        agent.until("the conflict is told", a -> a.reasons().contains("conflict"));
        operator.delete("subnets/" + wider);
        agent.until("and forgotten", a -> a.reasons().isEmpty());

        assertThat(now()).isEqualTo(before);
    }

    @Test
    void an_overlapping_reservation_makes_us_yield_at_once() {
        String wider = widened();
        operator.put("subnets/" + wider, value(OTHER));
        agent.until(
                "ours is gone before a younger claim would move us",
                Duration.ofSeconds(4),
                a -> operator.find(path).isEmpty());
        SubnetLease lease = agent.awaitReady();

        assertThat(lease.key().text()).isNotEqualTo(key);
        assertThat(operator.get("subnets/" + wider).version()).isEqualTo(1);
        assertThat(losses()).containsExactly(LossReason.YIELDED);
    }

    @Test
    void a_second_key_with_our_address_is_neither_a_conflict_nor_a_peer() {
        operator.put("subnets/10.5.241.0-24", value(ADDRESS), operator.grant(600));
        long revision = operator.revision();
        awaitRenewalsOf(before.grant());

        assertThat(agent.key()).isEqualTo(key);
        assertThat(agent.peers().leases()).isEmpty();
        assertThat(agent.reasons()).isEmpty();
        assertThat(operator.historyAfter(revision)).isEmpty();
    }
}
