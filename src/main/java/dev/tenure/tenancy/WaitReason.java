package dev.tenure.tenancy;

/**
 * Why a host that wants a subnet cannot claim one yet.
 *
 * @param code stable, for programs
 * @param sentence for people
 */
public record WaitReason(Code code, String sentence) {
    /** The reasons. */
    public enum Code {
        /** The agent has just started. */
        STARTING,
        /** The registry has not answered yet. */
        ETCD_UNREACHABLE,
        /** This host has no address of a family that the network config enables. */
        NO_HOST_ADDRESS,
        /** There has been no network config since the agent started. */
        NO_NETWORK_CONFIG,
        /** There has been none but a broken one. */
        NETWORK_CONFIG_BROKEN,
        /** Every subnet of the pool is taken. */
        POOL_EXHAUSTED,
        /** Only a reservation will do, and there is none for this host's public IP. */
        NO_RESERVATION,
        /** Only a reservation will do, and what this host has is a lease. */
        LEASE_NOT_RESERVED,
        /** Only a reservation will do, and the network config does not allow the one that there is. */
        RESERVATION_UNFIT;

        /** True if another host's lease that goes, or one of our own that comes, can end it. */
        boolean isEndedByLeases() {
            return switch (this) {
                case POOL_EXHAUSTED, NO_RESERVATION, LEASE_NOT_RESERVED, RESERVATION_UNFIT -> true;
                case STARTING, ETCD_UNREACHABLE, NO_HOST_ADDRESS, NO_NETWORK_CONFIG, NETWORK_CONFIG_BROKEN -> false;
            };
        }

        /** The code as programs see it: {@code pool-exhausted}. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    static final WaitReason STARTING =
            new WaitReason(Code.STARTING, "the agent has just started and has not read the registry yet");
}
