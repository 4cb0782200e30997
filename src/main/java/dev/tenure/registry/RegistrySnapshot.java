package dev.tenure.registry;

import dev.tenure.lease.LeaseTable;
import dev.tenure.subnet.NetworkEntry;
import java.util.List;

/**
 * Everything below the prefix at one revision.
 *
 * @param network the network config
 * @param leases every lease; its revision is the snapshot's
 * @param strangeKeys keys below {@code subnets/} that are not the key of a lease, in etcd's order, at most
 *     {@value #STRANGE_KEYS_MAX}
 * @param storeId the cluster that answered; another one means that this is not the store we knew
 */
public record RegistrySnapshot(NetworkEntry network, LeaseTable leases, List<String> strangeKeys, long storeId) {
    /** How many strange keys are named; there may be any number of them. */
    public static final int STRANGE_KEYS_MAX = 20;

    public RegistrySnapshot {
        strangeKeys = List.copyOf(strangeKeys);
    }

    public long revision() {
        return leases.revision();
    }
}
