package dev.tenure.agent;

import java.time.Duration;

/**
 * How patient the watching part is. Operators don't set this; tests shorten it.
 *
 * @param blink how long etcd may be away before that is an outage: a stream that is open again by then is nobody's business
 * @param heartbeat how often a watch is asked whether it lives (R13)
 * @param answerTime how long it may take to answer
 * @param check how often our view is compared with the store, give or take a fifth (R14)
 */
record WatchTimings(Duration blink, Duration heartbeat, Duration answerTime, Duration check) {
    static final WatchTimings USUAL = new WatchTimings(
            Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofMinutes(10));
}
