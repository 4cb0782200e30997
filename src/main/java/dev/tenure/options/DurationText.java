package dev.tenure.options;

import java.time.Duration;
import java.util.Optional;

/** Durations as every option takes them: {@code 12s}, {@code 15m}, {@code 1h30m}. Pure. */
public final class DurationText {
    private DurationText() {}

    /** Empty for what is not a duration, and for what is shorter or longer than that. */
    public static Optional<Duration> parse(String text, Duration min, Duration max) {
        try {
            return Optional.of(Parsers.duration(min, max).parse(text));
        } catch (BadValue e) {
            return Optional.empty();
        }
    }
}
