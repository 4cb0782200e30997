package dev.tenure.registry;

import dev.tenure.lease.LeaseTable;
import dev.tenure.subnet.NetworkEntry;

/**
 * Everything below the prefix at one revision.
 *
 * @param network the network config
 * @param leases every lease; its revision is the snapshot's
 * @param strangeKeys what else there is below {@code subnets/}
 * @param storeId the cluster that answered; another one means that this is not the store we knew
 */
public record RegistrySnapshot(NetworkEntry network, LeaseTable leases, StrangeKeys strangeKeys, long storeId) {
    public long revision() {
        return leases.revision();
    }
}
