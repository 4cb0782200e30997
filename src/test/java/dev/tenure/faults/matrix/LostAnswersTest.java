package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.LiveAgent;
import dev.tenure.live.LiveHost;
import dev.tenure.live.Operator;
import dev.tenure.live.Patience;
import dev.tenure.support.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Row 6: requests arrive and their answers are lost, from the first RPC of a phase on, from the second on, and so forth; then
 * the connection is reset, at once or only when the agent has given up waiting. All of these hosts live beside each other.
 */
class LostAnswersTest extends Row {
    /** Many agents in one JVM begin anew at the same time. */
    private static final Duration BACK_OF_MANY = Duration.ofSeconds(15);

    /** Longer than the agent waits for any answer. */
    private static final Duration LONG = Duration.ofSeconds(6);

    private static final String OTHER_NETWORK = "{\"Network\":\"10.7.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";

    /** One host with its own line, at which answers are lost from one RPC on. */
    private record Case(LiveHost host, TcpProxy line, int fromRequest, boolean isLong) {
        void arm() {
            line.holdAnswersFromRequest(fromRequest);
        }

        @Override
        public String toString() {
            return host.publicIp() + ": answers lost from request " + fromRequest + " on, "
                    + (isLong ? "reset late" : "reset at once");
        }
    }

    private final List<Case> cases = new ArrayList<>();

    /** Two for each of so many requests. */
    private void prepare(int requests, int ttl) {
        for (int request = 1; request <= requests; request++) {
            for (boolean isLong : List.of(false, true)) {
                TcpProxy line = line();
                LiveHost host = host("192.168.64." + (10 + cases.size()), line.endpoint())
                        .ttl(ttl);
                cases.add(new Case(host, line, request, isLong));
            }
        }
    }

    private void startAll() {
        cases.forEach(each -> each.host().start());
        agents.forEach(LiveAgent::awaitReady);
    }

    private void loseAnswers() {
        for (Case each : cases) {
            Patience.until(
                    each + " has begun",
                    Duration.ofSeconds(20),
                    () -> each.line().holdsAnswers(),
                    logs::toString);
        }
        cases.stream().filter(each -> !each.isLong()).forEach(LostAnswersTest::mend);
        Patience.throughout(
                "answers are held",
                LONG,
                () -> cases.stream()
                        .filter(Case::isLong)
                        .allMatch(each -> each.line().holdsAnswers()),
                logs::toString);
        cases.stream().filter(Case::isLong).forEach(LostAnswersTest::mend);
    }

    private static void mend(Case broken) {
        broken.line().cut();
        broken.line().forward();
    }

    private Duration untilAllAreWell() {
        long start = System.nanoTime();
        for (LiveAgent agent : agents) {
            agent.until("well", BACK_OF_MANY, Row::isWell);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Each holder once. */
    private void everyHostHasOneKey() {
        assertThat(operator.leases().values())
                .extracting(Operator.Stored::value)
                .doesNotHaveDuplicates()
                .hasSize(cases.size());
    }

    private void observedOf(String phase, int requests, Duration took, int revisions) {
        observed(
                6,
                "answers lost at each of %d requests of %s".formatted(requests, phase),
                "%d hosts: each one key, no grant left over, well %d ms after the end, %d agent revisions",
                cases.size(),
                took.toMillis(),
                revisions);
    }

    /** Snapshot, watch, grant, claim. */
    @Test
    void row_06_answers_that_are_lost_during_a_start_end_in_exactly_one_key_and_no_grant_too_many() {
        int requests = 4;
        prepare(requests, 6);
        long start = operator.revision();
        cases.forEach(Case::arm);
        cases.forEach(each -> each.host().start());
        loseAnswers();
        Duration took = untilAllAreWell();

        isSafeAndAtRest();
        everyHostHasOneKey();
        observedOf("a start", requests, took, agentsWroteAtMost(2 * cases.size(), start));
    }

    /** Snapshot, watch, a look at our key, keepalive. */
    @Test
    void row_06_answers_that_are_lost_while_an_own_key_is_adopted_leave_that_key_as_it_is() {
        int requests = 4;
        prepare(requests, 30);
        startAll();
        Map<String, Operator.Stored> before = operator.leases();
        for (LiveAgent agent : agents) {
            agent.stop();
        }
        cases.forEach(each -> audit.ended(each.host().publicIp()));
        agents.clear();
        long start = operator.revision();
        cases.forEach(Case::arm);
        cases.forEach(each -> each.host().start());
        loseAnswers();
        Duration took = untilAllAreWell();

        isSafeAndAtRest();
        agentsWrote(0, start);
        assertThat(operator.leases()).isEqualTo(before);
        observedOf("a restart", requests, took, 0);
    }

    /** A look at our key, keepalive. */
    @Test
    void row_06_answers_that_are_lost_in_a_renewal_cost_nothing() {
        int requests = 2;
        // the first to be held waits for the last, and all of them for LONG, before any deadline
        prepare(requests, 30);
        startAll();
        long start = operator.revision();
        cases.forEach(Case::arm);
        loseAnswers();
        Duration took = untilAllAreWell();

        isSafeAndAtRest();
        agentsWrote(0, start);
        agents.forEach(Row::wasNeverLost);
        observedOf("a renewal", requests, took, 0);
    }

    /** Snapshot, grant, claim, delete of the old key, two looks at its grant and its end; renewals come in between. */
    @Test
    void row_06_answers_that_are_lost_in_a_move_end_in_exactly_one_key_in_the_new_network() {
        int requests = 7;
        prepare(requests, 12);
        startAll();
        cases.forEach(Case::arm);
        long start = operator.network(OTHER_NETWORK);
        loseAnswers();
        Duration took = untilAllAreWell();

        isSafeAndAtRest();
        everyHostHasOneKey();
        assertThat(operator.leases().keySet()).allMatch(key -> key.startsWith("10.7."));
        observedOf("a move", requests, took, agentsWroteAtMost(3 * cases.size(), start));
    }
}
