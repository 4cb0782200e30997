package dev.tenure.admin;

import dev.tenure.operator.HostsFile;
import java.util.List;

/**
 * How much a check asks beside the snapshot.
 *
 * @param grants true if etcd is asked how the grant of each lease stands, a call each; finds what a host has left behind
 * @param unusedGrants true if every grant of the cluster is asked for, to find those that no key hangs on. Only where nothing
 *     but Tenure and flannel uses this etcd: to whom such a grant belongs, it does not say
 * @param expected the reservations that should be there
 */
public record CheckScope(boolean grants, boolean unusedGrants, List<HostsFile.Line> expected) {
    /** What the snapshot shows. */
    public static final CheckScope USUAL = new CheckScope(false, false, List.of());

    public CheckScope {
        expected = List.copyOf(expected);
    }
}
