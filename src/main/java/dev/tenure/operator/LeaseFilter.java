package dev.tenure.operator;

import dev.tenure.lease.HostIdentity;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which leases somebody wants to see; several are put together with {@link Predicate#and}. */
public final class LeaseFilter {
    private LeaseFilter() {}

    /** Those without a grant, or those with one. */
    public static Predicate<LeaseRow> reservations(boolean wanted) {
        return row -> row.lease().isReservation() == wanted;
    }

    /** Those of one host. */
    public static Predicate<LeaseRow> heldBy(HostIdentity host) {
        return row -> row.lease().isHeldBy(host);
    }

    /** The one with this address of a pod in it. */
    public static Predicate<LeaseRow> containing(IpAddress address) {
        return overlapping(new Cidr(address, address.family().bits()));
    }

    /** Those that share an address with a block. */
    public static Predicate<LeaseRow> overlapping(Cidr block) {
        return row -> Stream.of(IpFamily.values())
                .flatMap(family -> row.lease().subnet().half(family).stream())
                .anyMatch(half -> half.overlaps(block));
    }

    /** Those that the network config does not ask for. */
    public static Predicate<LeaseRow> unfit() {
        return row -> row.unfit().isPresent();
    }

    /** Those whose addresses another host claims too. */
    public static Predicate<LeaseRow> contested() {
        return row -> row.rival().isPresent();
    }
}
