package dev.tenure.operator;

import java.util.Locale;

/**
 * Why a command is not carried out.
 *
 * @param code stable, for programs
 * @param sentence for people: who stands in the way, and what to do next; one printable line
 */
public record Refusal(Code code, String sentence) {
    /** The reasons. */
    public enum Code {
        /** There is no network config in etcd. */
        NO_NETWORK_CONFIG,
        /** The network config in etcd is one that nobody can use. */
        NETWORK_CONFIG_BROKEN,
        /** The host was not given with an address of a family that is needed. */
        NO_HOST_ADDRESS,
        /** The subnet has not the halves that the network config asks for. */
        WRONG_FAMILIES,
        /** A half of the subnet has not the network config's length. */
        WRONG_LENGTH,
        /** A half of the subnet lies outside of the network. */
        OUTSIDE_NETWORK,
        /** Another host has addresses of it. */
        OVERLAPS,
        /** A key stands in the way, or is meant, whose value no host can have written. */
        UNREADABLE_VALUE,
        /** The host has a reservation already. */
        SECOND_SUBNET,
        /** The host has a lease on another subnet. */
        LIVES_ELSEWHERE,
        /** The host has several, and it was not said which is meant. */
        AMBIGUOUS,
        /** Nothing is free. */
        POOL_EXHAUSTED,
        /** It is not the caller's host that has it. */
        OTHER_HOLDER,
        /** A lease, where a reservation is needed. */
        IS_LEASE,
        /** A reservation, which this command never touches. */
        IS_RESERVATION,
        /** It is another host's, and that was not said to be meant. */
        NEEDS_FORCE,
        /** It costs somebody his network, and that was not said to be meant. */
        DESTRUCTIVE,
        /** The network config that was to be put is one that nobody can use. */
        BAD_NETWORK_CONFIG,
        /** The network config is not at the revision that the caller named. */
        NETWORK_CONFIG_CHANGED,
        /** Somebody else was faster, every time that it was tried. */
        OVERTAKEN,
        /** The report is about another store than this one. */
        OTHER_STORE;

        /** The code as programs see it: {@code lives-elsewhere}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
