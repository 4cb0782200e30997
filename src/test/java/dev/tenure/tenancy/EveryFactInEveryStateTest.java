package dev.tenure.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds whatever is told to a tenancy in whatever state: also what is stale, out of turn or cannot be. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryFactInEveryStateTest {
    /** The moves of the state diagram; a loss whose next claim is on its way already shows as claiming. */
    private static final Map<String, Set<String>> LEGAL = Map.of(
            "waiting", Set.of("waiting", "claiming", "holding", "stopped"),
            "claiming", Set.of("claiming", "waiting", "holding", "lost", "stopped"),
            "holding", Set.of("holding", "doubtful", "lost", "claiming", "waiting", "stopped"),
            "doubtful", Set.of("doubtful", "holding", "lost", "claiming", "waiting", "stopped"),
            "lost", Set.of("lost", "claiming", "waiting", "holding", "stopped"),
            "stopped", Set.of("stopped"));

    private final Map<String, Host> situations = Situations.all();

    /** One step of a tenancy, and how we got to ask for it. */
    private record Step(String situation, Tenancy before, TenancyFact fact, Moment now, Decision decision) {
        @Override
        public String toString() {
            return situation + "\n  state " + before.state() + "\n  fact " + fact + "\n  at " + now + "\n  next "
                    + decision.next().state() + "\n  commands " + decision.commands();
        }
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        situations.forEach((name, host) -> {
            for (TenancyFact fact : Situations.facts(host)) {
                for (Duration later : List.of(Duration.ZERO, Duration.ofSeconds(30), Host.TTL.multipliedBy(2))) {
                    Moment now = host.now.plus(later);
                    steps.add(new Step(name, host.tenancy, fact, now, host.tenancy.decide(fact, now)));
                }
            }
        });
        return steps;
    }

    @Test
    void every_state_and_every_step_of_an_attempt_is_among_the_situations() {
        assertThat(situations.values().stream()
                        .map(host -> host.tenancy.state().label())
                        .distinct())
                .containsExactlyInAnyOrder("waiting", "claiming", "holding", "doubtful", "lost", "stopped");
        assertThat(situations.values().stream()
                        .flatMap(host -> host.tenancy.state().attemptNow().stream())
                        .map(attempt -> attempt.step().getClass().getSimpleName())
                        .distinct())
                .containsExactlyInAnyOrder("Pausing", "Reading", "Writing", "Adopting", "Blocked");
    }

    @Test
    void every_kind_of_fact_is_among_the_facts() {
        Set<Class<?>> kinds = Set.copyOf(situations.values().stream()
                .flatMap(host -> Situations.facts(host).stream())
                .<Class<?>>map(TenancyFact::getClass)
                .toList());
        assertThat(kinds).containsAll(kindsOf(TenancyFact.class));
    }

    private static List<Class<?>> kindsOf(Class<?> type) {
        if (!type.isSealed()) {
            return List.of(type);
        }
        return List.of(type.getPermittedSubclasses()).stream()
                .flatMap(kind -> kindsOf(kind).stream())
                .toList();
    }

    @Test
    void every_step_keeps_the_rules() {
        List<Step> steps = steps();
        assertThat(steps).hasSizeGreaterThan(20_000);
        for (Step step : steps) {
            keepsTheRules(step);
        }
    }

    @Test
    void the_same_fact_told_twice_asks_for_no_second_write() {
        for (Step first : steps()) {
            Tenancy after = first.decision().next();
            Decision second = after.decide(first.fact(), first.now());
            Step again = new Step(first.situation() + ", again", after, first.fact(), first.now(), second);
            keepsTheRules(again);
            List<TenancyCommand> writes = second.commands().stream()
                    .filter(command -> command instanceof TenancyCommand.Claim)
                    .toList();
            // time goes on with TimePassed, and then a claim can be due; nothing else asks for one twice
            boolean isTheNext = first.decision().commands().stream().noneMatch(TenancyCommand.Claim.class::isInstance);
            if (!isTheNext) {
                assertThat(writes).as("%s\n%s", first, again).isEmpty();
            }
        }
    }

    @Test
    void any_walk_keeps_the_rules() {
        long seed = Seed.forTest("EveryFactInEveryStateTest").value();
        Random random = new Random(seed);
        for (int walk = 0; walk < 100; walk++) {
            for (Map.Entry<String, Host> start : situations.entrySet()) {
                Host host = start.getValue();
                List<TenancyFact> facts = Situations.facts(host);
                Tenancy tenancy = host.tenancy;
                Moment now = host.now;
                for (int length = 0; length < 12; length++) {
                    TenancyFact fact = facts.get(random.nextInt(facts.size()));
                    now = random.nextInt(3) == 0
                            ? tenancy.nextWake().filter(now::isBefore).orElse(now)
                            : now.plus(Duration.ofMillis(random.nextInt(3_000)));
                    Decision decision = tenancy.decide(fact, now);
                    keepsTheRules(new Step(
                            "tenure.seed=" + seed + ", walk " + walk + " from " + start.getKey(),
                            tenancy,
                            fact,
                            now,
                            decision));
                    tenancy = decision.next();
                }
            }
        }
    }

    private static void keepsTheRules(Step step) {
        String from = step.before().state().label();
        Tenancy next = step.decision().next();
        assertThat(LEGAL.get(from)).as("%s", step).contains(next.state().label());
        keepsTheDeadline(step, next);
        wakesWhereItWaits(step, next);
        for (TenancyCommand command : step.decision().commands()) {
            obeys(step, command);
        }
        if (next.known().settings().isReservedOnly()) {
            livesOnReservationsAlone(step, next);
        }
        assertThat(next.status()).isNotNull();
    }

    /** Nothing is claimed, and what is held is a reservation for the address that this host has now. */
    private static void livesOnReservationsAlone(Step step, Tenancy next) {
        assertThat(step.decision().commands()).as("%s", step).noneMatch(TenancyCommand.Claim.class::isInstance);
        next.state().heldNow().map(Held::lease).ifPresent(lease -> {
            assertThat(lease.isReservation()).as("%s", step).isTrue();
            HostFacts host = next.known().host();
            assertThat(host == null || lease.isHeldBy(host.addresses()))
                    .as("%s", step)
                    .isTrue();
        });
        boolean isLate = step.fact() instanceof TenancyFact.ClaimWon
                || !step.before().known().leaving().isEmpty();
        assertThat(step.decision().commands().stream()
                        .filter(TenancyCommand.Release.class::isInstance)
                        .filter(release -> !isLate))
                .as("%s", step)
                .isEmpty();
    }

    /** A granted lease is ours until a deadline that some request has won, and no longer. */
    private static void keepsTheDeadline(Step step, Tenancy next) {
        Optional<Held> held = next.state().heldNow();
        if (held.isEmpty()) {
            assertThat(next.status().subnetEnv()).as("%s", step).isEmpty();
            return;
        }
        Moment deadline = held.get().deadline();
        assertThat(deadline == null).as("%s", step).isEqualTo(held.get().lease().isReservation());
        assertThat(held.get().isCertain(step.now())).as("%s", step).isTrue();
        Optional<Moment> before = step.before().state().heldNow().map(Held::deadline);
        boolean isExtended =
                deadline != null && before.isPresent() && before.get().isBefore(deadline);
        if (isExtended) {
            assertThat(step.fact())
                    .as("%s", step)
                    .isInstanceOfAny(TenancyFact.Renewed.class, TenancyFact.ClaimWon.class);
        }
    }

    private static void wakesWhereItWaits(Step step, Tenancy next) {
        boolean hasDeadline = next.state().heldNow().map(Held::deadline).isPresent();
        boolean isTrying = next.state()
                .attemptNow()
                .filter(attempt -> !attempt.isBlocked())
                .isPresent();
        boolean isContested = next.state()
                .heldNow()
                .map(Held::rival)
                .filter(rival -> !rival.isSettled())
                .isPresent();
        assertThat(next.nextWake().isPresent()).as("%s", step).isEqualTo(hasDeadline || isTrying || isContested);
        if (isTrying) {
            Moment latest = step.now().plus(Duration.ofSeconds(31));
            assertThat(next.nextWake().orElseThrow().isBefore(latest))
                    .as("%s", step)
                    .isTrue();
        }
    }

    private static void obeys(Step step, TenancyCommand command) {
        switch (command) {
            case TenancyCommand.Release release -> {
                assertThat(release.lease().isReservation()).as("%s", step).isFalse();
                assertThat(isOurs(step, release.lease())).as("%s", step).isTrue();
            }
            case TenancyCommand.Update update -> {
                SubnetLease seen = update.seen();
                assertThat(isOurs(step, seen)).as("%s", step).isTrue();
                assertThat(seen.isReservation() && !update.term().isReserved())
                        .as("%s", step)
                        .isFalse();
                assertThat(update.term().equals(seen.term()) || step.fact() instanceof TenancyFact.ReserveAsked)
                        .as("%s", step)
                        .isTrue();
                assertThat(identities(step)).as("%s", step).anyMatch(own -> own.holds(update.attributes()));
            }
            case TenancyCommand.Claim claim -> {
                assertThat(identities(step)).as("%s", step).anyMatch(own -> own.holds(claim.attributes()));
                assertThat(step.decision().next().state()).as("%s", step).isNotInstanceOf(TenancyState.Stopped.class);
            }
            case TenancyCommand.Revoke revoke ->
                assertThat(step.decision()
                                .next()
                                .state()
                                .heldNow()
                                .flatMap(held -> held.lease().term().granted()))
                        .as("%s", step)
                        .isNotEqualTo(Optional.of(revoke.grant()));
            default -> {}
        }
    }

    /** This host's identities: the one it has, and the one that it holds under. */
    private static List<HostIdentity> identities(Step step) {
        List<HostIdentity> identities = new ArrayList<>();
        for (Tenancy tenancy : List.of(step.before(), step.decision().next())) {
            Optional.ofNullable(tenancy.known().host())
                    .map(HostFacts::addresses)
                    .ifPresent(identities::add);
            tenancy.state().heldNow().ifPresent(held -> {
                if (held.lease().value() instanceof HostAttributes own) {
                    identities.add(own.identity());
                }
            });
        }
        return identities;
    }

    private static boolean isOurs(Step step, SubnetLease lease) {
        boolean isAnswer =
                step.fact() instanceof TenancyFact.ClaimWon won && won.lease().equals(lease);
        boolean isLeft = step.before().known().leaving().values().stream()
                .anyMatch(left -> left.lease().equals(lease));
        boolean isLost = step.before().state() instanceof TenancyState.Lost lost
                && lost.lease().equals(lease);
        boolean isAdopted = step.before()
                .state()
                .attemptNow()
                .filter(attempt -> attempt.isAdopting(lease))
                .isPresent();
        return isAnswer
                || isLeft
                || isLost
                || isAdopted
                || identities(step).stream().anyMatch(lease::isHeldBy);
    }
}
