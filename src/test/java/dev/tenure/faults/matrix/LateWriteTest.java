package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.bus.BackendAttributes;
import dev.tenure.live.LiveAgent;
import dev.tenure.live.Operator;
import dev.tenure.support.TcpProxy;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Row 3: a write that was sent to an etcd which did not work arrives when it does. */
class LateWriteTest extends Row {
    private static final String DATA = "{\"VtepMAC\":\"c6:d2:32:6f:8f:44\"}";

    private static Future<?> giveData(LiveAgent agent) {
        return agent.ask(agent.topics().backendAttributes(), new BackendAttributes(DATA, null));
    }

    @Test
    void row_03_a_write_to_a_frozen_etcd_is_applied_late_or_again_and_never_twice_over() {
        LiveAgent agent = host(ADDRESS).ttl(24).start();
        String path = "subnets/" + agent.awaitReady().key().text();
        long start = operator.revision();
        etcd.freeze();
        Future<?> asked = giveData(agent);
        agent.until("given up", a -> asked.isComplete());
        etcd.thaw();
        Duration took = agent.until("written", a -> operator.get(path).value().contains("c6:d2:32:6f:8f:44"));
        agent.until("well", BACK, Row::isWell);
        renewsReadily(agent, 1);

        isSafeAndAtRest();
        int revisions = agentsWroteAtMost(2, start);
        observed(
                3,
                "a write while etcd is frozen",
                "fails after its deadline, written %d ms after the thaw, %d agent revisions",
                took.toMillis(),
                revisions);
    }

    @Test
    void row_03_a_write_that_arrives_late_does_nothing_once_another_host_has_the_key() {
        TcpProxy line = line();
        LiveAgent agent = host(ADDRESS, line.endpoint()).ttl(24).start();
        String key = agent.awaitReady().key().text();
        String path = "subnets/" + key;
        long start = operator.revision();
        line.hold();
        long before = line.requests();
        Future<?> asked = giveData(agent);
        agent.until("on its way", a -> line.requests() > before);
        operator.put(path, value(OTHER), operator.grant(600));
        line.forward();
        agent.until("refused", a -> asked.isComplete());
        assertThat(asked.failed()).isTrue();
        agent.awaitReadyWith("another subnet", lease -> !lease.key().text().equals(key));

        Operator.Stored stolen = operator.get(path);
        assertThat(stolen.value()).isEqualTo(value(OTHER));
        assertThat(stolen.version()).isEqualTo(2);
        goes(path);
        isSafeAndAtRest();
        int revisions = agentsWroteAtMost(2, start);
        observed(
                3,
                "a write that arrives after another host's",
                "does nothing; we take another subnet, %d agent revisions",
                revisions);
    }
}
