package dev.tenure.faults.fleet;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Troubles of several kinds, each with its share of the chances. */
record EveryTrouble(List<Kind> kinds) implements TroubleMaker.Source {
    /** @param chances out of those of all kinds */
    record Kind(int chances, TroubleMaker.Source source) {}

    @Override
    public Optional<Trouble> next(RandomGenerator random, Set<String> busy) {
        int chance = random.nextInt(kinds.stream().mapToInt(Kind::chances).sum());
        for (Kind kind : kinds) {
            chance -= kind.chances();
            if (chance < 0) {
                return kind.source().next(random, busy);
            }
        }
        throw new AssertionError("the chances do not add up");
    }
}
