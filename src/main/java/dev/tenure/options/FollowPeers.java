package dev.tenure.options;

/** Whether the agent follows every other host's lease ({@code --peers}). */
public enum FollowPeers {
    /** Follows every lease. */
    ON,
    /** Follows the network config and its own lease, and reads the rest only when it has to choose or now and then. */
    OFF
}
