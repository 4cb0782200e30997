package dev.tenure.agent;

import dev.tenure.health.HealthFacts;
import dev.tenure.tenancy.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which parts' event loops have not turned lately. Silence is counted in turns of the one who listens and not by the clock:
 * while the process was stopped or the host slept nobody turned, and a restart would mend nothing.
 */
final class Heartbeats {
    /** How often the listener turns. */
    static final Duration TURN = Duration.ofSeconds(1);

    /** Turns that were missed come all at once, before the others could say anything. */
    private static final Duration AT_ONCE = TURN.dividedBy(2);

    private static final long SILENT_TURNS_MAX = HealthFacts.SILENCE_MAX.dividedBy(TURN);

    private final Map<String, Long> heardAt = new TreeMap<>();
    private long turns;
    private @Nullable Moment latest;

    /** This part's loop has turned. */
    void heard(String part) {
        heardAt.put(part, turns);
    }

    /** The listener's own loop has turned. */
    void turn(Moment now) {
        Moment before = latest;
        if (before == null || before.until(now).compareTo(AT_ONCE) >= 0) {
            latest = now;
            turns++;
        }
    }

    /** Their names, in order. */
    List<String> silentParts() {
        return heardAt.entrySet().stream()
                .filter(part -> turns - part.getValue() > SILENT_TURNS_MAX)
                .map(Map.Entry::getKey)
                .toList();
    }
}
