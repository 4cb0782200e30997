package dev.tenure.faults;

import java.util.List;

/**
 * One agent of a host, from when it is followed to its end.
 *
 * @param begunNanos when the following began
 * @param endedNanos when it ended; {@code Long.MAX_VALUE} if it lives
 * @param beliefs what it took for its own, in order
 * @param said what it answered, in order
 */
record Life(long begunNanos, long endedNanos, List<Belief> beliefs, List<Said> said) {
    Life {
        beliefs = List.copyOf(beliefs);
        said = List.copyOf(said);
    }
}
