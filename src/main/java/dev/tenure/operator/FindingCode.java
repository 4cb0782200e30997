package dev.tenure.operator;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What can be wrong in a registry; stable, for programs. */
public enum FindingCode {
    /** There is no network config, so no host that starts gets a subnet. */
    NETWORK_CONFIG_MISSING(Severity.ERROR),
    /** The network config is one that nobody can use. */
    NETWORK_CONFIG_BROKEN(Severity.ERROR),
    /** Two hosts claim the same addresses. */
    OVERLAP(Severity.ERROR),
    /** A value that no host can have written; its addresses are lost to everybody. */
    UNREADABLE_VALUE(Severity.WARNING),
    /** A value that names no address of a host. */
    NO_HOLDER(Severity.WARNING),
    /** A key below {@code subnets/} that is not the key of a lease. */
    STRANGE_KEY(Severity.WARNING),
    /** A key whose text is not the one that a host would write for that subnet, so that two can mean the same. */
    ODD_KEY(Severity.NOTICE),
    /** A lease that the network config does not ask for. */
    UNFIT_LEASE(Severity.WARNING),
    /** A reservation that no host can use under this network config. */
    UNFIT_RESERVATION(Severity.WARNING),
    /** A lease where only a reservation can be meant. */
    RESERVATION_WITH_TTL(Severity.WARNING),
    /** A reservation that should be there is not. */
    MISSING_RESERVATION(Severity.WARNING),
    /** One host has several keys. */
    IP_TWICE(Severity.WARNING),
    /** Two hosts have the same IPv6 address. */
    SHARED_IPV6(Severity.WARNING),
    /** Leases that name another backend than the network config: flannel's data plane ignores them. */
    OTHER_BACKEND(Severity.WARNING),
    /** Several keys hang on one grant, so that they end together. */
    SHARED_GRANT(Severity.NOTICE),
    /** Grants that carry no key. They need not be Tenure's, so they are repaired only if that is asked for. */
    ORPHAN_GRANT(Severity.NOTICE);

    private final Severity severity;

    FindingCode(Severity severity) {
        this.severity = severity;
    }

    /** How much it matters. */
    public Severity severity() {
        return severity;
    }

    /** The code as programs see it: {@code ip-twice}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What a repair may mend without being asked for it by name. */
    public static Set<FindingCode> repairedByDefault() {
        return EnumSet.complementOf(EnumSet.of(ORPHAN_GRANT));
    }

    static Optional<FindingCode> of(String label) {
        return Stream.of(values()).filter(code -> code.label().equals(label)).findFirst();
    }
}
