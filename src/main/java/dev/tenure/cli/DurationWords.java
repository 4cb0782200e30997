package dev.tenure.cli;

import java.time.Duration;

/** Durations for people, in the units that options take: {@code 23h59m}, {@code 4m5s}, {@code 12s}. Pure. */
final class DurationWords {
    private DurationWords() {}

    /** The two largest units; what is shorter than a second is {@code 0s}. */
    static String of(Duration duration) {
        if (duration.toHours() > 0) {
            return duration.toHours() + "h" + duration.toMinutesPart() + "m";
        }
        return duration.toMinutes() > 0
                ? duration.toMinutes() + "m" + duration.toSecondsPart() + "s"
                : duration.toSeconds() + "s";
    }
}
