package dev.tenure.tenancy;

import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Subnet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the tenancy knows beside its state.
 *
 * @param settings the operator's choices
 * @param chance this agent's chance
 * @param host this host's addresses; null until they were read
 * @param hostTrouble why this host has no usable address; empty where it has
 * @param isSubnetEnvRead true once we know what subnet.env named at the start
 * @param previous the subnet that we had last
 * @param view the registry as last seen; null until it was read
 * @param registryTrouble what the last failed call said; empty after a success
 * @param given what a data plane gave
 * @param leaving keys of ours that we are giving up, by their text
 * @param ordered what subnet.env was last told to say
 */
record Knowledge(
        TenancySettings settings,
        Chance chance,
        @Nullable HostFacts host,
        String hostTrouble,
        boolean isSubnetEnvRead,
        @Nullable Subnet previous,
        @Nullable RegistryView view,
        String registryTrouble,
        TenancyFact.@Nullable BackendDataGiven given,
        Map<String, Leaving> leaving,
        TenancyCommand.@Nullable WriteSubnetEnv ordered) {

    /**
     * A key that we are giving up.
     *
     * @param lease as we last saw it
     * @param isDue false while subnet.env does not name the new subnet yet
     */
    record Leaving(SubnetLease lease, boolean isDue) {}

    Knowledge {
        leaving = Map.copyOf(leaving);
    }

    static Knowledge nothing(TenancySettings settings, Chance chance) {
        return new Knowledge(settings, chance, null, "", false, null, null, "", null, Map.of(), null);
    }
}
