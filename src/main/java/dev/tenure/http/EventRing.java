package dev.tenure.http;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The last events, each written once for all who hear of it. Bounded in number and in bytes, whatever the events are. Not
 * thread-safe.
 */
final class EventRing {
    /** As many as a network of some thousand hosts shows in a few minutes of trouble. */
    static final int EVENTS_MAX = 4096;

    static final int BYTES_MAX = 8 * 1024 * 1024;

    private final int eventsMax;
    private final int bytesMax;
    private final @Nullable Buffer[] texts;
    private final Deque<Long> revisions = new ArrayDeque<>();
    private long first;
    private long end;
    private long bytes;
    private long floor;
    private long revision;

    EventRing() {
        this(EVENTS_MAX, BYTES_MAX);
    }

    /** The same with other bounds. */
    EventRing(int eventsMax, int bytesMax) {
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
        this.texts = new Buffer[eventsMax];
    }

    /** Forgets everything: what happened up to {@code revision} is told to nobody any more. */
    void startAt(long later) {
        while (first < end) {
            forgetOldest();
        }
        floor = later;
        revision = later;
    }

    /** One more; the oldest go where there are too many. */
    void add(long at, Buffer text) {
        while (first < end && (end - first == eventsMax || bytes + text.length() > bytesMax)) {
            forgetOldest();
        }
        texts[slot(end)] = text;
        revisions.addLast(at);
        bytes += text.length();
        revision = Math.max(revision, at);
        end++;
    }

    private void forgetOldest() {
        bytes -= at(first).orElseThrow().length();
        texts[slot(first)] = null;
        floor = Math.max(floor, revisions.removeFirst());
        first++;
    }

    private int slot(long sequence) {
        return (int) (sequence % eventsMax);
    }

    /** All up to this revision have been added; it never goes back but with {@link #startAt}. */
    void isAt(long later) {
        revision = Math.max(revision, later);
    }

    long revision() {
        return revision;
    }

    /** The sequence number of the next event. */
    long end() {
        return end;
    }

    /** The event of that number; empty where it is forgotten, or has yet to come. */
    Optional<Buffer> at(long sequence) {
        return sequence < first || sequence >= end ? Optional.empty() : Optional.ofNullable(texts[slot(sequence)]);
    }

    /**
     * The number of the first event after a revision.
     *
     * @return empty where some of them are forgotten already, or where the revision is not of this store
     */
    OptionalLong after(long seen) {
        if (seen < floor || seen > revision) {
            return OptionalLong.empty();
        }
        long sequence = end;
        for (var known = revisions.descendingIterator(); known.hasNext() && known.next() > seen; ) {
            sequence--;
        }
        return OptionalLong.of(sequence);
    }
}
