package dev.tenure.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * I1 in etcd's history: no agent puts over a live key of somebody else. Claims only create, and updates only write what is the
 * agent's own, so there is no allowance at all; a value that no host can have written is somebody else's too.
 */
final class KeysKeepTheirHolder implements Invariant {
    @Override
    public List<Violation> violations(Evidence evidence) {
        List<Violation> found = new ArrayList<>();
        for (Happened event : evidence.history().events()) {
            if (event.isTakeover() && !evidence.isByOperator(event)) {
                found.add(new Violation("I1", "an agent wrote over another host's live key: " + event));
            }
        }
        return found;
    }
}
