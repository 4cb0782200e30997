package dev.tenure.operator;

import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.SubnetKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What of a report may still be removed: only what a fresh check of the same store finds exactly as it was reported, and a
 * key only at the revision at which it was seen.
 *
 * @param refusal set if the report is not about this store; then there are no steps
 * @param steps one for each thing that the report says may be removed
 */
public record RepairPlan(Optional<Refusal> refusal, List<Step> steps) {
    public RepairPlan {
        steps = List.copyOf(steps);
    }

    /**
     * Plans the repairs of {@code report}.
     *
     * @param now the registry as it was read just now
     * @param facts what was asked beside it just now
     */
    public static RepairPlan of(CheckReport report, RegistrySnapshot now, CheckFacts facts) {
        if (report.storeId() != now.storeId()) {
            return refused(
                    "the report is about the etcd cluster " + Long.toHexString(report.storeId()) + ", and this is "
                            + Long.toHexString(now.storeId()) + "; check this one, and repair from that report");
        }
        if (report.revision() > now.revision()) {
            return refused("the report is of revision " + report.revision() + ", and etcd is at " + now.revision()
                    + ": it was restored or emptied since; check again, and repair from that report");
        }
        Set<Reason> fresh = new HashSet<>();
        RegistryCheck.of(now, facts)
                .findings()
                .forEach(finding -> finding.repairs().forEach(repair -> fresh.add(Reason.of(finding, repair))));
        List<Step> steps = new ArrayList<>();
        Set<Repair> going = new HashSet<>();
        for (Finding finding : report.findings()) {
            for (Repair repair : finding.repairs()) {
                Optional<String> skipped = whyNot(finding, repair, fresh, now);
                if (skipped.isPresent() || going.add(repair)) {
                    steps.add(new Step(finding, repair, lease(repair, now), skipped));
                }
            }
        }
        return new RepairPlan(
                Optional.empty(),
                steps.stream().map(step -> unlessItsRivalGoes(step, going)).toList());
    }

    /** Of three in a row the middle one's end is enough: whoever yields to it may stay, which another check finds out. */
    private static Step unlessItsRivalGoes(Step step, Set<Repair> going) {
        Finding finding = step.finding();
        if (finding.code() != FindingCode.OVERLAP
                || finding.keys().size() < 2
                || step.skipped().isPresent()) {
            return step;
        }
        Finding.KeyAt rival = finding.keys().get(1);
        return going.contains(new Repair.DeleteKey(rival.key(), rival.modRevision()))
                ? new Step(
                        finding,
                        step.repair(),
                        step.lease(),
                        Optional.of(rival.key() + ", to which it yields, is to be removed itself; check again then"))
                : step;
    }

    private static RepairPlan refused(String sentence) {
        return new RepairPlan(Optional.of(new Refusal(Refusal.Code.OTHER_STORE, sentence)), List.of());
    }

    private static Optional<SubnetLease> lease(Repair repair, RegistrySnapshot now) {
        return repair instanceof Repair.DeleteKey delete
                ? SubnetKey.parse(delete.key()).flatMap(now.leases()::find)
                : Optional.empty();
    }

    private static Optional<String> whyNot(Finding finding, Repair repair, Set<Reason> fresh, RegistrySnapshot now) {
        for (Finding.KeyAt key : finding.keys()) {
            // what is no key of a lease is compared with the fresh check alone
            Optional<SubnetKey> leaseKey = SubnetKey.parse(key.key());
            Optional<SubnetLease> there = leaseKey.flatMap(now.leases()::find);
            if (leaseKey.isPresent() && there.isEmpty()) {
                return Optional.of(key.key() + " is gone");
            }
            if (there.isPresent() && there.get().modRevision() != key.modRevision()) {
                return Optional.of(key.key() + " was written since, at revision "
                        + there.get().modRevision());
            }
        }
        return fresh.contains(Reason.of(finding, repair))
                ? Optional.empty()
                : Optional.of("a check finds it no longer as it was reported");
    }

    /** Why something may be removed; there can be several reasons for one removal. */
    private record Reason(Repair repair, FindingCode code, List<Finding.KeyAt> keys) {
        static Reason of(Finding finding, Repair repair) {
            return new Reason(repair, finding.code(), finding.keys());
        }
    }

    /**
     * One removal.
     *
     * @param finding what it mends
     * @param repair what is to be removed
     * @param lease the lease or reservation that is to be deleted, as it is now; empty for anything else
     * @param skipped why nothing is to be removed; empty if it is
     */
    public record Step(Finding finding, Repair repair, Optional<SubnetLease> lease, Optional<String> skipped) {}
}
