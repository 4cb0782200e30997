package dev.tenure.operator;

import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In which order leases are listed; where two are equal in it, by their subnets. */
public enum LeaseOrder implements Comparator<LeaseRow> {
    /** IPv4 halves as numbers, then IPv6 halves. */
    SUBNET(bySubnet()),
    /** PublicIP as a number, then PublicIPv6; nobody's last. */
    HOST(Comparator.comparing(LeaseOrder::host, Comparator.nullsLast(Comparator.naturalOrder()))),
    /** Leases, then reservations. */
    KIND(Comparator.comparing(LeaseRow::kind)),
    /** By the backend's name. */
    BACKEND(Comparator.comparing(LeaseRow::backend)),
    /** The oldest claim first. */
    AGE(Comparator.comparing(LeaseRow::ageRevisions).reversed()),
    /** The one that ends first, first; what does not end, or is not known to, last. */
    LEFT(Comparator.comparing(
            row -> row.left().orElse(null), Comparator.nullsLast(Comparator.<Duration>naturalOrder())));

    private final Comparator<LeaseRow> order;

    LeaseOrder(Comparator<LeaseRow> order) {
        this.order = order.thenComparing(bySubnet());
    }

    private static Comparator<LeaseRow> bySubnet() {
        Comparator<Cidr> half = Comparator.nullsLast(Comparator.naturalOrder());
        return Comparator.comparing(
                LeaseRow::lease,
                Comparator.<SubnetLease, Cidr>comparing(lease -> lease.subnet().ipv4(), half)
                        .thenComparing(lease -> lease.subnet().ipv6(), half)
                        .thenComparing(lease -> lease.key().text()));
    }

    private static @Nullable IpAddress host(LeaseRow row) {
        return Holdings.hostOf(row.lease()).orElse(null);
    }

    @Override
    public int compare(LeaseRow one, LeaseRow other) {
        return order.compare(one, other);
    }

    /** As an operator types it: {@code subnet}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
