package dev.tenure.admin;

import dev.tenure.operator.NetworkCheck;
import dev.tenure.operator.NetworkPlan;
import java.util.Optional;

/**
 * What has become of a network config that was to be put into etcd.
 *
 * @param done whether it was put; its revision is the network config's, where there is one
 * @param check what there is to say about the text
 * @param plan what it does to hosts; empty if the text is no network config
 */
public record NetworkDone(Done done, NetworkCheck check, Optional<NetworkPlan> plan) {
    /** The network config is in etcd. */
    public static final String PUT = "network-config-put";
}
