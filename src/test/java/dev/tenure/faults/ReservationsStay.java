package dev.tenure.faults;

import dev.tenure.lease.SubnetLease;
import java.util.ArrayList;
import java.util.List;

/**
 * I2: from the moment a key has no grant, no agent gives it one, deletes it or lets it end, until an operator says otherwise.
 * A reservation that is older than the recording counts as well. What its own host may do is write its attributes without a
 * grant; that another host's are written there is I1's to find.
 */
final class ReservationsStay implements Invariant {
    @Override
    public List<Violation> violations(Evidence evidence) {
        List<Violation> found = new ArrayList<>();
        for (Happened event : evidence.history().events()) {
            SubnetLease before = event.before();
            if (before == null || !before.isReservation() || evidence.isByOperator(event)) {
                continue;
            }
            SubnetLease after = event.after();
            if (after == null) {
                found.add(new Violation("I2", "a reservation is gone and no operator removed it: " + event));
            } else if (!after.isReservation()) {
                found.add(new Violation("I2", "an agent hung a reservation on a grant: " + event));
            }
        }
        return found;
    }
}
