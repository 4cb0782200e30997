package dev.tenure.faults;

import dev.tenure.faults.EtcdStore.Compacted;
import dev.tenure.faults.EtcdStore.NoAnswer;
import java.util.List;

/**
 * Where the recording of a store begins: where it stands now, or, if it has taken the place of another, so early that nothing
 * which happened since is left out.
 *
 * @param store the store
 * @param revision its revision now
 */
record StoreBeginning(EtcdStore store, long revision) {
    /** From now on. */
    StoreLog here() throws NoAnswer {
        try {
            return new StoreLog(revision, store.keysAt(revision));
        } catch (Compacted e) {
            throw new NoAnswer(e.toString());
        }
    }

    /** True if all that was recorded stands in this store, or what is left of it does. */
    boolean isContinued(StoreLog known) throws NoAnswer {
        if (revision < known.revision()) {
            return false;
        }
        try {
            History again = read(known.baseRevision(), known.revision());
            History before = known.history();
            return again.isSameBeginning(before)
                    && again.commonEvents(before) == before.events().size();
        } catch (Compacted e) {
            // what is gone cannot be compared; the last put, which is looked at besides, was the same
            return true;
        }
    }

    /**
     * Right behind what it has in common with the store before it, which the restored one's history shows; a wiped one has
     * nothing in common and is recorded from its first revision.
     */
    StoreLog after(StoreLog known) throws NoAnswer {
        try {
            if (known.baseRevision() <= revision) {
                StoreLog restored = new StoreLog(known.baseRevision(), store.keysAt(known.baseRevision()));
                if (restored.history().isSameBeginning(known.history())) {
                    return restored;
                }
            }
            return new StoreLog(1, store.keysAt(1));
        } catch (Compacted e) {
            return afterCompaction(known);
        }
    }

    private StoreLog afterCompaction(StoreLog known) throws NoAnswer {
        long floor = store.compactedAt();
        try {
            StoreLog restored = new StoreLog(floor, store.keysAt(floor));
            boolean isKnown = floor <= known.revision()
                    && restored.history().end().leases().stream()
                            .allMatch(lease -> known.history()
                                    .at(floor)
                                    .find(lease.key())
                                    .filter(lease::equals)
                                    .isPresent());
            if (!isKnown) {
                restored.hasGap("the store that took the place of the other was compacted at " + floor);
            }
            return restored;
        } catch (Compacted e) {
            throw new NoAnswer("compacted again: " + e.getMessage());
        }
    }

    private History read(long from, long to) throws NoAnswer, Compacted {
        StoreLog log = new StoreLog(from, store.keysAt(from));
        List<EtcdStore.Revision> all = store.replay(from + 1, to);
        all.forEach(next -> log.take(next, 0));
        return log.history();
    }
}
