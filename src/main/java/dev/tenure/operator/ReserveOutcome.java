package dev.tenure.operator;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import java.util.List;
import java.util.Optional;

/** What reserving a subnet for a host comes to. */
public sealed interface ReserveOutcome {
    /** What is to happen or why nothing does, on one printable line. */
    String sentence();

    /** The same for a dry run, which writes nothing. */
    default String intent() {
        return sentence();
    }

    /** The subnet that the host has once this was carried out; empty where it was refused. */
    Optional<Subnet> subnet();

    /**
     * The host's lease becomes a reservation: the same key and value without a grant, if the key is still as it was seen.
     *
     * @param seen the lease
     * @param attributes its value, which stays as it is
     */
    record Convert(SubnetLease seen, HostAttributes attributes) implements ReserveOutcome {
        @Override
        public String sentence() {
            return Wording.the(seen) + " becomes a reservation";
        }

        @Override
        public String intent() {
            return Wording.the(seen) + " would become a reservation";
        }

        @Override
        public Optional<Subnet> subnet() {
            return Optional.of(seen.subnet());
        }
    }

    /**
     * A new key without a grant, if there is none and the network config is still the one that this was decided by.
     *
     * @param attributes as the host's agent would write them first
     * @param networkRevision mod_revision of the network config
     * @param leaves the leases on which the host lives now; its agent releases them once it has the new subnet
     */
    record Create(SubnetKey key, HostAttributes attributes, long networkRevision, List<SubnetLease> leaves)
            implements ReserveOutcome {
        public Create {
            leaves = List.copyOf(leaves);
        }

        /** What to say after an older key was found beside the new one, and the new one was deleted for that. */
        public Refusal overtakenBy(SubnetKey other) {
            return new Refusal(
                    Refusal.Code.OVERLAPS,
                    key.subnet() + " was not reserved for " + attributes.identity() + ": " + other
                            + " was claimed at the same moment; try again");
        }

        @Override
        public String sentence() {
            return key.subnet() + " is reserved for " + attributes.identity()
                    + moves(", and its agent moves there from ");
        }

        @Override
        public String intent() {
            return key.subnet() + " would be reserved for " + attributes.identity()
                    + moves(", and its agent would move there from ");
        }

        private String moves(String begin) {
            return leaves.isEmpty()
                    ? ""
                    : begin
                            + Wording.list(
                                    leaves.stream().map(SubnetLease::subnet).toList());
        }

        @Override
        public Optional<Subnet> subnet() {
            return Optional.of(key.subnet());
        }
    }

    /** Nothing has to be done. */
    record AlreadyReserved(SubnetLease reservation) implements ReserveOutcome {
        @Override
        public String sentence() {
            return reservation.subnet() + " is reserved for " + Wording.holder(reservation) + " already";
        }

        @Override
        public Optional<Subnet> subnet() {
            return Optional.of(reservation.subnet());
        }
    }

    /** Nothing may be done. */
    record Refused(Refusal refusal) implements ReserveOutcome {
        @Override
        public String sentence() {
            return refusal.sentence();
        }

        @Override
        public Optional<Subnet> subnet() {
            return Optional.empty();
        }
    }
}
