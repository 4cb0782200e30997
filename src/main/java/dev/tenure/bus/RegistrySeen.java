package dev.tenure.bus;

import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.StrangeKeys;
import dev.tenure.tenancy.RegistryView;
import java.util.List;

/**
 * The registry as the agent sees it: read once, followed since. A value that shares its table, so it costs nothing to tell.
 *
 * @param view the network config and every lease
 * @param strangeKeys how many keys there are that are not the key of a lease; which ones is not kept
 * @param newestStrange no such key was written later
 * @param storeId the cluster it was read from
 */
public record RegistrySeen(RegistryView view, long strangeKeys, long newestStrange, long storeId) {
    /** True once it was read: no store is at revision 0. */
    public boolean isKnown() {
        return view.revision() > 0;
    }

    /** The same as a reader of etcd would have got it. */
    public RegistrySnapshot snapshot() {
        return new RegistrySnapshot(
                view.entry(), view.leases(), new StrangeKeys(List.of(), strangeKeys, newestStrange), storeId);
    }
}
