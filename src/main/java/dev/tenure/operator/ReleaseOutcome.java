package dev.tenure.operator;

import dev.tenure.lease.SubnetLease;
import java.util.List;
import java.util.stream.Collectors;

/** What giving a lease back comes to. */
public sealed interface ReleaseOutcome {
    /** What is to happen or why nothing does, on one printable line. */
    String sentence();

    /** The same for a dry run, which writes nothing. */
    default String intent() {
        return sentence();
    }

    /** Each key is deleted, if it is still as it was seen; its grant, which no key needs any more, is revoked. */
    record Delete(List<SubnetLease> leases) implements ReleaseOutcome {
        public Delete {
            leases = List.copyOf(leases);
        }

        @Override
        public String sentence() {
            return leases.stream().map(Wording::the).collect(Collectors.joining(" and "))
                    + (leases.size() == 1 ? " is" : " are")
                    + " deleted; an agent that runs there claims a subnet again";
        }

        @Override
        public String intent() {
            return leases.stream().map(Wording::the).collect(Collectors.joining(" and "))
                    + " would be deleted; an agent that runs there would claim a subnet again";
        }
    }

    /** Nothing has to be done: there is no such lease. */
    record Nothing(String sentence) implements ReleaseOutcome {}

    /** Nothing may be done. */
    record Refused(Refusal refusal) implements ReleaseOutcome {
        @Override
        public String sentence() {
            return refusal.sentence();
        }
    }
}
