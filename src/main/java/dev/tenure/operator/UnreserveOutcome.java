package dev.tenure.operator;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;

/** What ending a reservation comes to. */
public sealed interface UnreserveOutcome {
    /** What is to happen or why nothing does, on one printable line. */
    String sentence();

    /** The same for a dry run, which writes nothing. */
    default String intent() {
        return sentence();
    }

    /**
     * The reservation becomes a lease: the same key and value on a fresh grant, if the key is still as it was seen.
     *
     * @param seen the reservation
     * @param attributes its value, which stays as it is
     * @param warning what the host's agent will do beside keeping the grant alive; empty if nothing
     */
    record ToLease(SubnetLease seen, HostAttributes attributes, String warning) implements UnreserveOutcome {
        @Override
        public String sentence() {
            return Wording.the(seen) + " becomes " + rest();
        }

        @Override
        public String intent() {
            return Wording.the(seen) + " would become " + rest();
        }

        private String rest() {
            return "a lease, which ends unless the host's agent keeps it alive"
                    + (warning.isEmpty() ? "" : "; " + warning);
        }
    }

    /** The key is deleted, if it is still as it was seen. */
    record Delete(SubnetLease seen) implements UnreserveOutcome {
        @Override
        public String sentence() {
            return Wording.the(seen)
                    + " is deleted; an agent that lives on it claims the same subnet again, as a lease";
        }

        @Override
        public String intent() {
            return Wording.the(seen)
                    + " would be deleted; an agent that lives on it would claim the same subnet again, as a lease";
        }
    }

    /** Nothing has to be done: there is no such reservation. */
    record Nothing(String sentence) implements UnreserveOutcome {}

    /** Nothing may be done. */
    record Refused(Refusal refusal) implements UnreserveOutcome {
        @Override
        public String sentence() {
            return refusal.sentence();
        }
    }
}
