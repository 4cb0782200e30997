package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.LiveAgent;
import dev.tenure.live.LiveHost;
import dev.tenure.live.Patience;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Rows 9 to 11 and 16: what happens to members of a cluster of three. */
class MembersTest extends Row {
    private static final String PEER = "subnets/10.5.240.0-24";
    private static final int TTL = 12;

    @Override
    List<EtcdServer> launch() {
        return EtcdServer.cluster(program, 3);
    }

    private LiveHost everywhere(String publicIp) {
        return host(publicIp, endpoints().toArray(String[]::new));
    }

    /** Where none is elected just now, the next one. */
    private EtcdServer leader() {
        List<EtcdServer> found = new ArrayList<>();
        Patience.until(
                "a leader",
                Duration.ofSeconds(20),
                () -> members.stream()
                        .filter(EtcdServer::isLeader)
                        .findFirst()
                        .filter(found::add)
                        .isPresent(),
                logs::toString);
        return found.getFirst();
    }

    private List<EtcdServer> followers() {
        return members.stream().filter(member -> !member.isLeader()).toList();
    }

    private static Duration untilSees(LiveAgent agent, Duration within, boolean isThere) {
        return agent.until("sees the peer", within, a -> a.peers().leases().isEmpty() != isThere);
    }

    @Test
    void row_09_a_frozen_member_is_no_hindrance_to_a_start_and_found_out_by_the_watch() {
        EtcdServer frozen = followers().getFirst();
        operator = operatorAt(leader());
        LiveAgent first = everywhere(ADDRESS).ttl(TTL).start();
        first.awaitReady();
        long start = operator.revision();
        frozen.freeze();
        LiveAgent second = everywhere(OTHER).ttl(TTL).start();
        Duration toReady =
                second.until("ready", Duration.ofSeconds(6), a -> a.health().isReady());
        operator.put("subnets/10.5.240.0-24", value("192.168.64.10"));
        Duration seen = first.until(
                "sees both", Duration.ofSeconds(20), a -> a.peers().leases().size() == 2);
        renewsReadily(first, 3);
        frozen.thaw();

        isSafeAndAtRest();
        agentsWrote(1, start);
        observed(
                9,
                "one of three members frozen",
                "a start takes %d ms; events seen after %d ms at the latest; renewals go on",
                toReady.toMillis(),
                seen.toMillis());
    }

    @Test
    void row_10_a_leader_that_is_killed_stops_no_renewal() {
        losesLeader("kill -9", EtcdServer::kill, EtcdServer::restart, 0);
    }

    /** Before 3.4.31 and 3.5.13 a leader that wakes up revokes grants of others that it takes for expired: we claim again. */
    @Test
    void row_10_a_leader_that_is_frozen_stops_no_renewal() {
        losesLeader("STOP", EtcdServer::freeze, EtcdServer::thaw, 2);
    }

    private void losesLeader(String how, Consumer<EtcdServer> fault, Consumer<EtcdServer> mend, int revisionsMax) {
        LiveAgent agent = everywhere(ADDRESS).ttl(TTL).start();
        agent.awaitReady();
        EtcdServer leader = leader();
        operator = operatorAt(followers().getFirst());
        long start = operator.revision();
        int before = renewals(agent);
        double failed = failedRenewals(agent);
        fault.accept(leader);
        renewsReadily(agent, 4);
        int succeeded = renewals(agent) - before;
        operator.put(PEER, value(OTHER));
        Duration seen = untilSees(agent, Duration.ofSeconds(20), true);
        assertThat(writtenByAgentsSince(start)).isEmpty();
        String key = agent.key();
        mend.accept(leader);

        isSafeAndAtRest();
        assertThat(agent.key()).isEqualTo(key);
        int revisions = agentsWroteAtMost(revisionsMax, start);
        observed(
                10,
                "leader lost (" + how + ")",
                "ready all the time, %d renewals (%.0f looks failed in between), events seen after %d ms; %d revisions when it "
                        + "came back",
                succeeded,
                failedRenewals(agent) - failed,
                seen.toMillis(),
                revisions);
    }

    private static double failedRenewals(LiveAgent agent) {
        return agent.metric("tenure_lease_renewals_total{outcome=\"failed\"}").orElse(0.0);
    }

    @Test
    void row_11_a_quorum_that_is_lost_ends_readiness_at_the_deadline_only_and_its_return_is_found_by_itself() {
        LiveAgent ofDay = everywhere(ADDRESS).start();
        LiveAgent ofSeconds = everywhere("192.168.64.4").ttl(TTL).start();
        ofDay.awaitReady();
        String key = ofSeconds.awaitReady().key().text();
        EtcdServer killed = members.get(1);
        EtcdServer alsoKilled = members.get(2);
        killed.kill();
        alsoKilled.kill();
        Duration late = untilRed(ofSeconds);
        ofDay.until("found out", Duration.ofSeconds(16), Row::isAway);
        assertThat(ofDay.health().isReady()).isTrue();

        killed.launch();
        alsoKilled.restart();
        killed.awaitReady();
        Duration well = ofDay.until("well", BACK, Row::isWell);
        ofSeconds.until("well", BACK, Row::isWell);
        operator = operatorAt(etcd);
        long put = operator.put(PEER, value(OTHER));
        Duration seen = ofDay.until(
                "sees the peer", BACK, a -> a.peers().leases().stream().anyMatch(peer -> peer.modRevision() == put));

        isSafeAndAtRest();
        assertThat(ofSeconds.key()).isEqualTo(key);
        observed(
                11,
                "quorum lost and back",
                "not ready %d ms after the deadline, a day's lease ready all the time; well %d ms after the quorum; "
                        + "the watch tells after %d ms",
                late.toMillis(),
                well.toMillis(),
                seen.toMillis());
    }

    @Test
    void row_16_a_member_that_is_replaced_and_an_endpoint_list_that_follows_live_disturb_nothing() {
        List<TcpProxy> lines = members.stream()
                .map(member -> closing(TcpProxy.to(member.port())))
                .toList();
        LiveAgent agent = host(ADDRESS, lines.stream().map(TcpProxy::endpoint).toArray(String[]::new))
                .ttl(TTL)
                .start();
        agent.awaitReady();
        EtcdServer old = followers().getFirst();
        members.remove(old);
        EtcdServer leader = leader();
        operator = operatorAt(leader);
        long start = operator.revision();
        String id = old.memberId();
        onceHealthy("the old one is removed", () -> leader.etcdctl("member", "remove", id));
        old.close();
        onceHealthy("the new one has joined", () -> members.add(EtcdServer.join(program, leader, "m3")));
        // the new member alone from now on, so that it is proved to be used
        TcpProxy lineToNew = closing(TcpProxy.to(members.getLast().port()));
        agent.update(host(ADDRESS, lineToNew.endpoint()).ttl(TTL).options());
        agent.until("left the others", BACK, a -> lines.stream().allMatch(line -> line.openLinks() == 0));
        renewsReadily(agent, 2);
        operator.put(PEER, value(OTHER));
        Duration seen = untilSees(agent, BACK, true);
        assertThat(lineToNew.requests()).isPositive();

        isSafeAndAtRest();
        agentsWrote(0, start);
        observed(
                16,
                "member replaced, endpoints changed live",
                "ready all the time, renewals and events through the new member alone (after %d ms), 0 agent revisions",
                seen.toMillis());
    }

    /** etcd refuses changes of its members until all of them have been connected for five seconds. */
    private void onceHealthy(String what, Runnable change) {
        Patience.until(
                what,
                Duration.ofSeconds(20),
                () -> {
                    try {
                        change.run();
                        return true;
                    } catch (AssertionError e) {
                        if (String.valueOf(e.getMessage()).contains("unhealthy cluster")) {
                            return false;
                        }
                        throw e;
                    }
                },
                logs::toString);
    }
}
