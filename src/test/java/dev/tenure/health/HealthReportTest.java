package dev.tenure.health;

import static dev.tenure.health.Tenancies.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.health.HealthReport.Reason;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.LossReason;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import dev.tenure.tenancy.WaitReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class HealthReportTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** What stands in the way in each state; empty where nothing does. */
    private static final Map<TenancyState, String> STATES = states();

    private static Map<TenancyState, String> states() {
        Map<TenancyState, String> states = new LinkedHashMap<>();
        states.put(Tenancies.waiting(WaitReason.Code.STARTING), "starting");
        states.put(Tenancies.waiting(WaitReason.Code.ETCD_UNREACHABLE), "etcd-unreachable");
        states.put(Tenancies.waiting(WaitReason.Code.NO_HOST_ADDRESS), "no-host-address");
        states.put(Tenancies.waiting(WaitReason.Code.NO_NETWORK_CONFIG), "no-network-config");
        states.put(Tenancies.waiting(WaitReason.Code.NETWORK_CONFIG_BROKEN), "network-config-broken");
        states.put(Tenancies.waiting(WaitReason.Code.POOL_EXHAUSTED), "pool-exhausted");
        states.put(Tenancies.waiting(WaitReason.Code.NO_RESERVATION), "no-reservation");
        states.put(Tenancies.waiting(WaitReason.Code.LEASE_NOT_RESERVED), "lease-not-reserved");
        states.put(Tenancies.waiting(WaitReason.Code.RESERVATION_UNFIT), "reservation-unfit");
        states.put(Tenancies.claiming(), "claiming");
        states.put(Tenancies.lost(LossReason.KEY_DELETED), "lost-key-deleted");
        states.put(Tenancies.lost(LossReason.GRANT_GONE), "lost-grant-gone");
        states.put(Tenancies.lost(LossReason.TAKEN_BY_OTHER), "lost-taken-by-other");
        states.put(Tenancies.lost(LossReason.OVERWRITTEN), "lost-overwritten");
        states.put(Tenancies.lost(LossReason.UNRESERVED), "lost-unreserved");
        states.put(Tenancies.lost(LossReason.YIELDED), "lost-yielded");
        states.put(Tenancies.lost(LossReason.DEADLINE_PASSED), "lost-deadline-passed");
        states.put(new TenancyState.Stopped("it was told to release its lease"), "stopped");
        for (boolean doubtful : List.of(false, true)) {
            states.put(kept(doubtful, Tenancies.held(Tenancies.lease(), HOUR)), "");
            states.put(kept(doubtful, Tenancies.held(Tenancies.lease(), Duration.ofNanos(1))), "");
            states.put(kept(doubtful, Tenancies.held(Tenancies.lease(), Duration.ZERO)), "deadline-passed");
            states.put(kept(doubtful, Tenancies.held(Tenancies.lease(), HOUR.negated())), "deadline-passed");
            states.put(kept(doubtful, Tenancies.held(Tenancies.reservation(), HOUR)), "");
            states.put(kept(doubtful, Tenancies.withRival(Tenancies.held(Tenancies.lease(), HOUR), doubtful)), "");
        }
        return states;
    }

    private static TenancyState kept(boolean doubtful, Held held) {
        return doubtful ? Tenancies.doubtful(held) : Tenancies.holding(held);
    }

    /** Everything besides the state that health is judged by. */
    private record Case(
            boolean isInStep, boolean isUp, boolean hasNetworkTrouble, boolean isUnfit, boolean isBlocked, int silent) {
        HealthFacts facts(TenancyState state) {
            TenancyStatus status = new TenancyStatus(
                    state,
                    isBlocked ? Optional.of(Tenancies.reason(WaitReason.Code.POOL_EXHAUSTED)) : Optional.empty(),
                    "",
                    isUnfit ? "the lease does not fit" : "",
                    Optional.empty());
            return new HealthFacts(
                    status,
                    isInStep,
                    isInStep ? "" : "no-space",
                    isInStep ? "" : "the disk is full",
                    isUp,
                    isUp ? "" : "unreachable",
                    isUp ? "" : "etcd does not answer",
                    hasNetworkTrouble ? "the network config is broken" : "",
                    List.of("watch", "host").subList(0, silent));
        }
    }

    private static void forEveryCase(BiConsumer<TenancyState, Case> test) {
        List<Boolean> both = List.of(true, false);
        for (TenancyState state : STATES.keySet()) {
            for (int bits = 0; bits < 32; bits++) {
                for (int silent = 0; silent <= 2; silent++) {
                    test.accept(
                            state,
                            new Case(
                                    both.get(bits & 1),
                                    both.get(bits >> 1 & 1),
                                    both.get(bits >> 2 & 1),
                                    both.get(bits >> 3 & 1),
                                    both.get(bits >> 4 & 1),
                                    silent));
                }
            }
        }
    }

    private static String obstacle(TenancyState state) {
        return STATES.getOrDefault(state, "");
    }

    private static List<String> codes(HealthReport report, boolean isBlocking) {
        return report.reasons().stream()
                .filter(reason -> reason.isBlocking() == isBlocking)
                .map(Reason::code)
                .toList();
    }

    @Test
    void is_live_while_every_part_turns_whatever_else_is_wrong() {
        forEveryCase((state, given) -> assertThat(
                        HealthReport.of(given.facts(state), NOW).isLive())
                .as("%s %s", state, given)
                .isEqualTo(given.silent() == 0));
    }

    @Test
    void is_ready_only_while_a_lease_is_certainly_ours_and_subnet_env_says_so() {
        forEveryCase((state, given) -> assertThat(
                        HealthReport.of(given.facts(state), NOW).isReady())
                .as("%s %s", state, given)
                .isEqualTo(obstacle(state).isEmpty() && given.isInStep() && given.silent() == 0));
    }

    @Test
    void names_exactly_what_stands_in_the_way() {
        forEveryCase((state, given) -> {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < given.silent(); i++) {
                expected.add("stuck");
            }
            if (!obstacle(state).isEmpty()) {
                expected.add(obstacle(state));
            }
            if (!given.isInStep() && state.heldNow().isPresent()) {
                expected.add("subnet-env-no-space");
            }
            assertThat(codes(HealthReport.of(given.facts(state), NOW), true))
                    .as("%s %s", state, given)
                    .isEqualTo(expected);
        });
    }

    @Test
    void warns_of_what_does_not_stand_in_the_way() {
        forEveryCase((state, given) -> {
            boolean holds = state.heldNow().isPresent();
            List<String> expected = new ArrayList<>();
            if (!given.isUp()) {
                expected.add("etcd-unreachable");
            } else if (state instanceof TenancyState.Doubtful) {
                expected.add("renewal-failing");
            }
            if (given.hasNetworkTrouble() && holds) {
                expected.add("network-config-bad");
            }
            if (given.isUnfit()) {
                expected.add("subnet-unfit");
            }
            if (given.isBlocked() && holds) {
                expected.add("move-pool-exhausted");
            }
            if (holds && state.heldNow().orElseThrow().rival() != null) {
                expected.add("conflict");
            }
            assertThat(codes(HealthReport.of(given.facts(state), NOW), false))
                    .as("%s %s", state, given)
                    .isEqualTo(expected);
        });
    }

    @Test
    void says_every_reason_in_a_sentence_and_what_blocks_first() {
        forEveryCase((state, given) -> {
            List<Reason> reasons = HealthReport.of(given.facts(state), NOW).reasons();
            assertThat(reasons).as("%s %s", state, given).allSatisfy(reason -> {
                assertThat(reason.code()).matches("[a-z0-9]+(-[a-z0-9]+)*");
                assertThat(reason.sentence()).isNotBlank();
            });
            assertThat(reasons.stream().map(Reason::isBlocking).toList())
                    .isSortedAccordingTo((a, b) -> Boolean.compare(b, a));
        });
    }

    @Test
    void tells_how_long_the_lease_is_still_ours_and_nothing_for_a_reservation() {
        assertThat(until(Tenancies.holding(Tenancies.held(Tenancies.lease(), HOUR))))
                .contains(HOUR);
        assertThat(until(Tenancies.doubtful(Tenancies.held(Tenancies.lease(), HOUR.negated()))))
                .contains(HOUR.negated());
        assertThat(until(Tenancies.holding(Tenancies.held(Tenancies.reservation(), HOUR))))
                .isEmpty();
        assertThat(until(Tenancies.claiming())).isEmpty();
    }

    private static Optional<Duration> until(TenancyState state) {
        return HealthReport.of(new Case(true, true, false, false, false, 0).facts(state), NOW)
                .untilDeadline();
    }

    @Test
    void says_why_the_last_try_for_a_lease_failed() {
        for (TenancyState state : List.of(Tenancies.claiming(), Tenancies.lost(LossReason.KEY_DELETED))) {
            TenancyStatus status = new TenancyStatus(state, Optional.empty(), "etcd is full", "", Optional.empty());
            HealthFacts facts = new HealthFacts(status, true, "", "", true, "", "", "", List.of());
            assertThat(HealthReport.of(facts, NOW).reasons())
                    .singleElement()
                    .satisfies(reason -> assertThat(reason.sentence()).endsWith("; the last try failed: etcd is full"));
        }
    }

    @Test
    void names_the_other_host_of_a_conflict() {
        TenancyState state = Tenancies.holding(Tenancies.withRival(Tenancies.held(Tenancies.lease(), HOUR), false));
        assertThat(HealthReport.of(new Case(true, true, false, false, false, 0).facts(state), NOW)
                        .reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason.sentence())
                        .contains("192.168.64.9")
                        .contains("10.5.48.0-20")
                        .contains("overlaps ours"));
    }
}
