package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.LiveAgent;
import dev.tenure.support.TcpProxy;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows 3, 5 and 19: etcd is there and says nothing. */
class PartitionsTest extends Row {
    /** Ten seconds of silence, 3.5 for the answer to a ping, one that may be a blink, and what a busy machine takes. */
    private static final Duration FOUND = Duration.ofSeconds(20);

    private static final int SHORT_TTL = 12;

    /** Twenty seconds stand for the row's minute: nothing changes between the moment of being found and that of the end. */
    @Test
    void row_03_an_etcd_that_is_frozen_is_found_out_within_20_seconds_and_a_day_s_lease_stays_ready() {
        LiveAgent agent = host(ADDRESS).start();
        agent.awaitReady();
        long start = operator.revision();
        etcd.freeze();
        Duration found = agent.until("found out", FOUND, Row::isAway);
        agent.throughout("ready", Duration.ofSeconds(5), a -> a.health().isReady());
        etcd.thaw();
        Duration back = agent.until("well", BACK, Row::isWell);

        isSafeAndAtRest();
        agentsWrote(0, start);
        observed(
                3,
                "etcd frozen",
                "found out after %.1f s, ready all the time, well %d ms after its end, 0 agent revisions",
                found.toMillis() / 1000.0,
                back.toMillis());
    }

    static Stream<Arguments> silences() {
        return Stream.of(
                Arguments.of("held", (Consumer<TcpProxy>) TcpProxy::hold),
                Arguments.of("dropped", (Consumer<TcpProxy>) TcpProxy::drop));
    }

    @ParameterizedTest(name = "everything is {0}")
    @MethodSource("silences")
    void row_05_a_silent_partition_of_one_host_is_found_out_and_leaves_it_ready_until_its_deadline(
            String how, Consumer<TcpProxy> fault) {
        TcpProxy lineOfDay = line();
        TcpProxy lineOfSeconds = line();
        LiveAgent ofDay = host(ADDRESS, lineOfDay.endpoint()).start();
        LiveAgent ofSeconds =
                host("192.168.64.4", lineOfSeconds.endpoint()).ttl(SHORT_TTL).start();
        LiveAgent other = host(OTHER).ttl(SHORT_TTL).start();
        ofDay.awaitReady();
        String key = ofSeconds.awaitReady().key().text();
        other.awaitReady();
        fault.accept(lineOfDay);
        fault.accept(lineOfSeconds);
        long silent = System.nanoTime();
        Duration late =
                untilRed(ofSeconds, () -> operator.find("subnets/" + key).isPresent());
        ofDay.until("found out", FOUND.minusNanos(System.nanoTime() - silent), Row::isAway);
        Duration found = Duration.ofNanos(System.nanoTime() - silent);
        assertThat(ofDay.health().isReady()).isTrue();
        assertThat(other.reasons()).isEmpty();

        lineOfDay.forward();
        lineOfSeconds.forward();
        Duration back = ofDay.until("well", BACK, Row::isWell);
        ofSeconds.until("ready again", BACK, Row::isWell);
        isSafeAndAtRest();
        assertThat(ofSeconds.key()).isEqualTo(key);
        observed(
                5,
                "silent partition (everything " + how + ")",
                "found out after %.1f s; not ready %d ms after the local deadline; well %d ms after its end",
                found.toMillis() / 1000.0,
                late.toMillis(),
                back.toMillis());
    }

    @Test
    void row_19_a_lease_that_expires_in_an_outage_is_not_ready_before_and_back_after_elsewhere_if_it_was_taken() {
        TcpProxy lineOfFirst = line();
        TcpProxy lineOfSecond = line();
        LiveAgent first = host(ADDRESS, lineOfFirst.endpoint()).ttl(6).start();
        LiveAgent second = host("192.168.64.4", lineOfSecond.endpoint()).ttl(6).start();
        String free = first.awaitReady().key().text();
        String taken = second.awaitReady().key().text();
        lineOfFirst.hold();
        lineOfSecond.hold();
        untilRed(first, () -> operator.find("subnets/" + free).isPresent());
        untilRed(second, () -> operator.find("subnets/" + taken).isPresent());
        first.until("expired", a -> operator.leases().isEmpty());
        long grant = operator.grant(600);
        operator.put("subnets/" + taken, value(OTHER), grant);

        lineOfFirst.forward();
        lineOfSecond.forward();
        Duration same = first.until("ready again", BACK, Row::isWell);
        second.until("ready elsewhere", BACK, Row::isWell);
        assertThat(operator.get("subnets/" + taken).version()).isEqualTo(1);
        operator.revoke(grant);
        isSafeAndAtRest();
        assertThat(first.key()).isEqualTo(free);
        assertThat(second.key()).isNotEqualTo(taken);
        observed(
                19,
                "lease expired in an outage",
                "not ready before expiry; same subnet %d ms after the end, another one where it was taken",
                same.toMillis());
    }
}
