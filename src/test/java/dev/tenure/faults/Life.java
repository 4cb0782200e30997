package dev.tenure.faults;

import java.util.List;

/**
 * One agent of a host, from when it is followed to its end.
 *
 * @param begunNanos when the following began
 * @param endedNanos when it ended; {@code Long.MAX_VALUE} if it lives
 * @param isHeard true if every change of its mind was heard; false if it was only asked, for both at once
 * @param beliefs what it took for its own, in order
 * @param said what it answered, in order
 */
record Life(long begunNanos, long endedNanos, boolean isHeard, List<Belief> beliefs, List<Said> said) {
    Life {
        beliefs = List.copyOf(beliefs);
        said = List.copyOf(said);
    }
}
