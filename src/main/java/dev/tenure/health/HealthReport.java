package dev.tenure.health;

import dev.tenure.lease.SubnetLease;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the agent lives and whether this host may be used.
 *
 * <p>Ready means: a lease is certainly ours now, and subnet.env says so. An etcd outage alone does not end that before the
 * lease's deadline; after the deadline nothing makes it true (P6).
 *
 * @param isLive every part's event loop turns
 * @param isReady see above
 * @param reasons what keeps it from being live or ready, then what an operator should know all the same
 * @param untilDeadline how long the lease is still certainly ours; empty without a lease and for a reservation
 */
public record HealthReport(boolean isLive, boolean isReady, List<Reason> reasons, Optional<Duration> untilDeadline) {
    /**
     * One reason.
     *
     * @param code stable, for programs
     * @param sentence for people: cause, subject, next step
     * @param isBlocking true if it keeps the host from being live or ready
     */
    public record Reason(String code, String sentence, boolean isBlocking) {}

    public HealthReport {
        reasons = List.copyOf(reasons);
    }

    /** Judges; pure. */
    public static HealthReport of(HealthFacts facts, Moment now) {
        List<Reason> reasons = new ArrayList<>();
        facts.silentParts()
                .forEach(part -> reasons.add(new Reason(
                        "stuck",
                        "the part " + part + " has not turned lately; a restart of the agent mends it",
                        true)));
        boolean isLive = reasons.isEmpty();
        addTenancy(facts, now, reasons);
        Optional<Held> held = facts.tenancy().state().heldNow();
        if (held.isPresent() && !facts.isSubnetEnvInStep()) {
            reasons.add(new Reason("subnet-env-" + facts.subnetEnvCode(), facts.subnetEnvSentence(), true));
        }
        boolean isReady = reasons.isEmpty();
        addWarnings(facts, held, reasons);
        Optional<Duration> untilDeadline = held.map(Held::deadline).map(now::until);
        return new HealthReport(isLive, isReady, reasons, untilDeadline);
    }

    private static void addTenancy(HealthFacts facts, Moment now, List<Reason> reasons) {
        switch (facts.tenancy().state()) {
            case TenancyState.Waiting waiting ->
                reasons.add(new Reason(
                        waiting.reason().code().label(), waiting.reason().sentence(), true));
            case TenancyState.Claiming claiming ->
                reasons.add(new Reason("claiming", "a subnet is being claimed" + lastTry(facts.tenancy()), true));
            case TenancyState.Lost lost ->
                reasons.add(new Reason(
                        "lost-" + lost.reason().label(),
                        lost.lease().key() + " is no longer ours" + lastTry(facts.tenancy()),
                        true));
            case TenancyState.Stopped stopped -> reasons.add(new Reason("stopped", stopped.reason(), true));
            case TenancyState.Holding holding -> addDeadline(holding.held(), now, reasons);
            case TenancyState.Doubtful doubtful -> addDeadline(doubtful.held(), now, reasons);
        }
    }

    /** Why there is no lease yet, where somebody has said so. */
    private static String lastTry(TenancyStatus tenancy) {
        return tenancy.trouble().isEmpty() ? "" : "; the last try failed: " + tenancy.trouble();
    }

    private static void addDeadline(Held held, Moment now, List<Reason> reasons) {
        if (!held.isCertain(now)) {
            reasons.add(new Reason(
                    "deadline-passed", held.lease().key() + " could not be renewed until its deadline", true));
        }
    }

    private static void addWarnings(HealthFacts facts, Optional<Held> held, List<Reason> reasons) {
        if (!facts.isRegistryUp()) {
            reasons.add(new Reason("etcd-" + facts.registryCode(), facts.registrySentence(), false));
        } else if (facts.tenancy().state() instanceof TenancyState.Doubtful doubtful) {
            reasons.add(new Reason("renewal-failing", doubtful.cause(), false));
        }
        if (!facts.networkTrouble().isEmpty() && held.isPresent()) {
            reasons.add(new Reason(
                    "network-config-bad", facts.networkTrouble() + "; the last good one stays in force", false));
        }
        if (!facts.tenancy().unfit().isEmpty()) {
            reasons.add(new Reason("subnet-unfit", facts.tenancy().unfit(), false));
        }
        facts.tenancy()
                .blocked()
                .filter(reason -> held.isPresent())
                .ifPresent(reason -> reasons.add(new Reason(
                        "move-" + reason.code().label(), "another subnet is needed, but " + reason.sentence(), false)));
        held.map(Held::rival).ifPresent(rival -> reasons.add(new Reason("conflict", conflict(rival.lease()), false)));
    }

    private static String conflict(SubnetLease rival) {
        return rival.holder() + " has claimed " + rival.key()
                + ", which overlaps ours; give one of the two hosts another subnet";
    }
}
