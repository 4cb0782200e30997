package dev.tenure.http;

import java.time.Duration;

/**
 * What the events grant a client.
 *
 * @param streams how many clients there may be
 * @param beat after so much silence a comment is sent, so that both ends know that the other is there
 * @param stall a client that has taken nothing for so long, though there is something, is cut off
 */
public record EventLimits(int streams, Duration beat, Duration stall) {
    /** What an agent grants. */
    public static final EventLimits USUAL = new EventLimits(100, Duration.ofSeconds(15), Duration.ofSeconds(10));
}
