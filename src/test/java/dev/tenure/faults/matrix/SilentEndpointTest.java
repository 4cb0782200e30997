package dev.tenure.faults.matrix;

import dev.tenure.live.LiveAgent;
import dev.tenure.support.TcpProxy;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Row 9: of two ways to etcd one takes everything and says nothing. */
class SilentEndpointTest extends Row {
    private static final int TTL = 12;

    /** Ten seconds of silence and the time for the answer to a ping, one try more, and what a busy machine takes. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(18);

    /** Each claim meets the silent one until that is given up, and the pauses between them grow meanwhile. */
    private static final Duration CLAIMED_AGAIN = GIVEN_UP.plusSeconds(22);

    static Stream<Arguments> silences() {
        return Stream.of(
                Arguments.of("takes connections and is silent", (Consumer<TcpProxy>) TcpProxy::hold),
                Arguments.of("does not even take connections", (Consumer<TcpProxy>) TcpProxy::drop));
    }

    @ParameterizedTest(name = "one endpoint {0}")
    @MethodSource("silences")
    void row_09_a_silent_endpoint_is_passed_over_within_three_seconds(String how, Consumer<TcpProxy> fault) {
        TcpProxy silent = line();
        fault.accept(silent);
        LiveAgent agent =
                host(ADDRESS, silent.endpoint(), etcd.endpoint()).ttl(TTL).start();
        Duration took =
                agent.until("ready", Duration.ofSeconds(3), a -> a.health().isReady());
        long start = operator.revision();
        renewsReadily(agent, 2);

        isSafeAndAtRest();
        agentsWrote(0, start);
        observed(9, "an endpoint " + how, "the other one used, ready %d ms after the start", took.toMillis());
    }

    @Test
    void row_09_an_endpoint_that_falls_silent_is_left_for_the_other_one_and_no_event_is_lost() {
        TcpProxy silent = line();
        LiveAgent agent =
                host(ADDRESS, silent.endpoint(), etcd.endpoint()).ttl(TTL).start();
        agent.awaitReady();
        agent.until("connected both ways", a -> silent.openLinks() > 0);
        long start = operator.revision();
        silent.hold();
        operator.put("subnets/10.5.240.0-24", value(OTHER));
        Duration seen = agent.until("seen", GIVEN_UP, a -> a.peers().leases().size() == 1);
        renewsReadily(agent, 3);
        wasNeverLost(agent);
        silent.forward();

        isSafeAndAtRest();
        agentsWrote(0, start);
        observed(
                9,
                "an endpoint falls silent",
                "ready all the time, events seen after %d ms, renewals go on",
                seen.toMillis());
    }

    /** A claim is never sent twice blindly, so it may meet the silent one until that one is given up. */
    @Test
    void row_09_a_key_that_is_lost_while_one_endpoint_is_silent_is_back_when_that_one_is_given_up() {
        TcpProxy silent = line();
        LiveAgent agent = host(ADDRESS, silent.endpoint(), etcd.endpoint()).start();
        String path = "subnets/" + agent.awaitReady().key().text();
        agent.until("connected both ways", a -> silent.openLinks() > 0);
        silent.hold();
        long deleted = operator.delete(path);
        Duration took = agent.until(
                "back",
                CLAIMED_AGAIN,
                a -> operator.find(path)
                                .filter(now -> now.createRevision() > deleted)
                                .isPresent()
                        && a.health().isReady());
        silent.forward();

        isSafeAndAtRest();
        agentsWrote(1, deleted);
        observed(
                9,
                "an endpoint falls silent, and our key is deleted",
                "same subnet back after %d ms, 1 agent revision",
                took.toMillis());
    }
}
