package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.LiveAgent;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row 12: the only member that we ask is cut off from its peers and knows nothing of what they decide. */
class StaleTest extends Row {
    private static final int TTL = 12;

    /** A new leader, and a member that has much to learn. */
    private static final Duration BACK_WITH_QUORUM = Duration.ofSeconds(10);

    private final TcpProxy lineToFirst = TcpProxy.to(0);

    @Override
    List<EtcdServer> launch() {
        return EtcdServer.cluster(program, 3, closing(lineToFirst));
    }

    /**
     * The others do what they do while the first is frozen; then they are, and it wakes up. It cannot have been told: they
     * were started anew, so that the connections that it had made are gone, and the ones that they make lead through a line
     * at which everything is held.
     */
    private void letTheOthersGoOn(Runnable whatTheyDecide) {
        lineToFirst.hold();
        etcd.freeze();
        List<EtcdServer> others = members.subList(1, members.size());
        others.forEach(EtcdServer::kill);
        others.forEach(EtcdServer::launch);
        others.forEach(EtcdServer::awaitReady);
        whatTheyDecide.run();
        others.forEach(EtcdServer::freeze);
        lineToFirst.refuse();
        etcd.thaw();
    }

    private void endThePartition() {
        lineToFirst.forward();
        members.subList(1, members.size()).forEach(EtcdServer::thaw);
    }

    @Test
    void row_12_a_member_that_is_cut_off_from_its_peers_tells_us_nothing_that_we_believe() {
        LiveAgent agent = host(ADDRESS).ttl(TTL).start();
        String key = agent.awaitReady().key().text();
        String path = "subnets/" + key;
        letTheOthersGoOn(() -> {
            operator = operatorAt(members.getLast());
            operator.put(path, value(OTHER), operator.grant(600));
        });
        assertThat(etcd.etcdctl("get", "--consistency=s", PREFIX + "/" + path))
                .as("what a member without a quorum says to those who do not ask for more")
                .contains(ADDRESS);
        LiveAgent second = host("192.168.64.4").ttl(TTL).start();
        Duration late = untilRed(agent);
        for (LiveAgent each : agents) {
            each.throughout("not ready", Duration.ofSeconds(3), a -> !a.health().isReady());
        }

        endThePartition();
        Duration back = agent.until("well", BACK_WITH_QUORUM, Row::isWell);
        second.until("well", BACK_WITH_QUORUM, Row::isWell);
        assertThat(operator.get(path).value()).isEqualTo(value(OTHER));
        assertThat(operator.get(path).version()).isEqualTo(2);
        goes(path);
        isSafeAndAtRest();
        assertThat(agent.key()).isNotEqualTo(key);
        observed(
                12,
                "our member cut off from its peers",
                "not ready %d ms after the deadline, no decision on what it still says; elsewhere %d ms after the end",
                late.toMillis(),
                back.toMillis());
    }
}
