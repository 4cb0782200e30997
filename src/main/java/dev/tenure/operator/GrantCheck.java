package dev.tenure.operator;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What can be wrong with grants: several keys on one, or none. */
final class GrantCheck {
    /** A claim that is under way has a grant before it has a key. */
    private static final Duration CLAIM_TIME_MAX = Duration.ofMinutes(1);

    private static final int NAMED_MAX = 3;

    private final List<SubnetLease> leases;
    private final CheckFacts facts;

    GrantCheck(List<SubnetLease> leases, CheckFacts facts) {
        this.leases = leases;
        this.facts = facts;
    }

    List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        Map<GrantId, List<SubnetLease>> byGrant = new LinkedHashMap<>();
        leases.forEach(lease -> lease.term()
                .granted()
                .ifPresent(grant -> byGrant.computeIfAbsent(grant, none -> new ArrayList<>(1))
                        .add(lease)));
        byGrant.values().stream().filter(sharing -> sharing.size() > 1).forEach(sharing -> found.add(shared(sharing)));
        List<GrantId> orphans = facts.grants().entrySet().stream()
                .filter(grant -> grant.getValue().keys() == 0 && !byGrant.containsKey(grant.getKey()))
                .filter(grant -> grant.getValue().quiet().compareTo(CLAIM_TIME_MAX) >= 0)
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparingLong(GrantId::id))
                .toList();
        if (!orphans.isEmpty()) {
            found.add(orphaned(orphans));
        }
        return found;
    }

    private static Finding shared(List<SubnetLease> sharing) {
        String named = sharing.stream()
                .limit(NAMED_MAX)
                .map(lease -> lease.key() + " of " + Wording.holder(lease))
                .collect(Collectors.joining(", "));
        String grant =
                sharing.getFirst().term().granted().map(GrantId::toString).orElse("");
        return Finding.of(
                FindingCode.SHARED_GRANT,
                sharing,
                sharing.size() + " keys hang on the grant " + grant + " and end together: " + named
                        + (sharing.size() > NAMED_MAX ? " and so on" : ""),
                "an agent of Tenure removes what hangs on its grant beside its own key; else see who wrote the others");
    }

    private static Finding orphaned(List<GrantId> orphans) {
        String named = orphans.stream().limit(NAMED_MAX).map(GrantId::toString).collect(Collectors.joining(", "));
        return new Finding(
                FindingCode.ORPHAN_GRANT,
                List.of(),
                Wording.count(orphans.size(), "grant") + (orphans.size() == 1 ? " carries" : " carry") + " no key: "
                        + named + (orphans.size() > NAMED_MAX ? " and so on" : ""),
                "they end by themselves; where nothing but Tenure and flannel uses this etcd, repair may revoke them",
                orphans.stream().<Repair>map(Repair.RevokeGrant::new).toList());
    }
}
