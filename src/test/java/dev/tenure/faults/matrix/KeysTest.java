package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.SubnetLease;
import dev.tenure.live.LiveAgent;
import dev.tenure.live.LiveHost;
import dev.tenure.live.Operator;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows 18 and 20 to 23: what somebody does to our key or its grant while we hold it. */
class KeysTest extends Row {
    private static final int TTL = 8;

    private LiveHost host;
    private LiveAgent agent;
    private String key;
    private String path;
    private Operator.Stored before;
    private long start;

    @BeforeEach
    void holdALease() {
        host = host(ADDRESS).ttl(TTL);
        agent = host.start();
        key = agent.awaitReady().key().text();
        path = "subnets/" + key;
        before = operator.get(path);
        start = operator.revision();
    }

    private boolean isBack() {
        return operator.find(path).filter(now -> now.createRevision() > start).isPresent()
                && agent.health().isReady();
    }

    private void staysKeptAlive(long grant) {
        agent.until("the grant grows old", a -> operator.secondsLeft(grant) <= TTL - 2);
        agent.until("and is kept alive", a -> operator.secondsLeft(grant) >= TTL - 1);
    }

    private boolean holdsAReservation() {
        return agent.tenancy().lease().filter(SubnetLease::isReservation).isPresent();
    }

    @Test
    void row_18_a_revoked_grant_costs_the_same_subnet_three_seconds_and_one_write() {
        operator.revoke(before.grant());
        Duration took = agent.until("back", Duration.ofSeconds(3), a -> isBack());

        isSafeAndAtRest();
        agentsWrote(1, start);
        assertThat(agent.key()).isEqualTo(key);
        observed(18, "lease revoked", "same subnet back after %d ms, 1 agent revision", took.toMillis());
    }

    @Test
    void row_20_a_deleted_key_is_back_within_three_seconds_with_one_write() {
        operator.delete(path);
        Duration took = agent.until("back", Duration.ofSeconds(3), a -> isBack());

        isSafeAndAtRest();
        agentsWrote(1, start);
        assertThat(agent.key()).isEqualTo(key);
        observed(20, "key deleted", "same subnet back after %d ms, 1 agent revision", took.toMillis());
    }

    @Test
    void row_21_a_stolen_key_stays_with_the_thief_and_we_take_another_subnet_with_a_new_file() {
        long grant = operator.grant(600);
        operator.put(path, value(OTHER), grant);
        long stolen = System.nanoTime();
        SubnetLease lease = agent.awaitReadyWith(
                "another subnet", held -> !held.key().text().equals(key));
        Duration took = Duration.ofNanos(System.nanoTime() - stolen);

        assertThat(host.subnetEnvText())
                .contains("FLANNEL_SUBNET=" + lease.key().text().replace(".0-24", ".1/24"));
        agent.until(
                "it was lost in between",
                a -> a.tenancies().stream()
                        .anyMatch(status -> status.state().label().equals("lost")));
        assertThat(operator.get(path).version()).as("nothing was overwritten").isEqualTo(2);
        agent.until("our old grant is not leaked", a -> operator.secondsLeft(before.grant()) == -1);
        operator.revoke(grant);
        isSafeAndAtRest();
        agentsWrote(1, start);
        observed(
                21,
                "key stolen",
                "not overwritten; new subnet, file and event after %d ms, 1 agent revision",
                took.toMillis());
    }

    @Test
    void row_22_a_lease_that_becomes_a_reservation_gets_no_TTL_again_and_its_grant_is_not_leaked() {
        operator.put(path, before.value());
        Duration seen = agent.until("sees the reservation", a -> holdsAReservation());
        agent.until("the old grant is gone", a -> operator.secondsLeft(before.grant()) == -1);
        agent.throughout("ready", Duration.ofSeconds(TTL / 2), a -> a.health().isReady());

        isSafeAndAtRest();
        agentsWrote(0, start);
        assertThat(operator.get(path).grant()).isZero();
        assertThat(agent.health().untilDeadline()).isEmpty();
        observed(
                22,
                "converted to a reservation",
                "seen after %d ms, never a TTL again, old grant revoked, 0 agent revisions",
                seen.toMillis());
    }

    @Test
    void row_22_a_reservation_that_is_given_a_grant_is_a_lease_again_and_kept_alive() {
        operator.put(path, before.value());
        agent.until("sees the reservation", a -> holdsAReservation());
        long grant = operator.grant(TTL);
        operator.put(path, before.value(), grant);
        staysKeptAlive(grant);

        isSafeAndAtRest();
        agentsWrote(0, start);
        assertThat(operator.get(path).grant()).isEqualTo(grant);
        observed(22, "reservation given a grant", "that grant is kept alive, 0 agent revisions");
    }

    @Test
    void row_23_a_key_that_is_moved_to_another_grant_is_followed_there_without_a_fight() {
        long grant = operator.grant(TTL);
        operator.put(path, before.value(), grant);
        staysKeptAlive(grant);
        agent.until("the old grant is gone", a -> operator.secondsLeft(before.grant()) == -1);

        isSafeAndAtRest();
        agentsWrote(0, start);
        assertThat(operator.get(path).grant()).isEqualTo(grant);
        assertThat(agent.key()).isEqualTo(key);
        observed(23, "key moved to another grant", "that grant is kept alive, old one revoked, 0 agent revisions");
    }
}
