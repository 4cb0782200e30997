package dev.tenure.faults;

import java.util.ArrayList;
import java.util.List;

/** Which store a belief is about, where etcd was wiped or restored in between. */
final class Stores {
    private Stores() {}

    /** What happened in each store alone: a restored one tells what it has in common with the one before once more. */
    static List<History> apart(List<History> recorded) {
        List<History> apart = new ArrayList<>();
        for (int number = 0; number < recorded.size(); number++) {
            apart.add(number == 0 ? recorded.get(0) : recorded.get(number).behind(recorded.get(number - 1)));
        }
        return apart;
    }

    /**
     * The part of a log that is to be judged by the store of this number: a belief belongs to the last store that has its lease as
     * it says. What no store has is the first one's to complain of.
     */
    static HostLog part(HostLog log, List<History> stores, int number) {
        if (stores.size() == 1) {
            return log;
        }
        return new HostLog(
                log.name(),
                log.identity(),
                log.lives().stream()
                        .map(life -> new Life(
                                life.begunNanos(),
                                life.endedNanos(),
                                life.isHeard(),
                                life.beliefs().stream()
                                        .filter(belief -> storeOf(belief, stores) == number)
                                        .toList(),
                                List.of()))
                        .toList(),
                List.of(),
                List.of());
    }

    private static int storeOf(Belief belief, List<History> stores) {
        for (int number = stores.size() - 1; number > 0; number--) {
            boolean isNew = belief.modRevision() > stores.get(number).baseRevision();
            if (isNew && Holders.written(stores.get(number), belief).isPresent()) {
                return number;
            }
        }
        return 0;
    }
}
