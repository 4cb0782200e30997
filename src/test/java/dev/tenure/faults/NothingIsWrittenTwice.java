package dev.tenure.faults;

import dev.tenure.lease.SubnetLease;
import java.util.ArrayList;
import java.util.List;

/**
 * I4 and I8 in one key: an agent writes over its own key only to say something else. At a restart it adopts the key as it is, and
 * it never moves its key to another grant: each such write would wake every host for nothing. What it may do is take the grant
 * away, which is how somebody on its host turns its lease into a reservation. There is no other allowance.
 */
final class NothingIsWrittenTwice implements Invariant {
    @Override
    public List<Violation> violations(Evidence evidence) {
        List<Violation> found = new ArrayList<>();
        for (Happened event : evidence.history().events()) {
            SubnetLease before = event.before();
            SubnetLease after = event.after();
            if (before == null || after == null || evidence.isByOperator(event)) {
                continue;
            }
            boolean isSameTerm = before.term().equals(after.term());
            if (isSameTerm && before.value().equals(after.value())) {
                found.add(new Violation("I4", "an agent wrote what was there already: " + event));
            } else if (!isSameTerm && !after.isReservation() && !before.isReservation()) {
                found.add(new Violation("I4", "an agent moved a key to another grant: " + event));
            }
        }
        return found;
    }
}
