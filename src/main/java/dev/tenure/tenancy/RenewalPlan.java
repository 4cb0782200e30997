package dev.tenure.tenancy;

import java.time.Duration;

/**
 * The times of a grant of one length: when it is kept alive, and until when a lease on it is certainly ours.
 *
 * @param ttl the grant's length as etcd gave it
 * @param margin how long before its end it must have been kept alive at the latest
 */
public record RenewalPlan(Duration ttl, Duration margin) {
    private static final Duration PERIOD_MAX = Duration.ofMinutes(15);
    private static final Duration SLACK_USUAL = Duration.ofSeconds(60);

    /** The longest time between two renewals: min(TTL/3, 15 min, TTL − margin); a margin as long as the TTL says nothing. */
    public Duration periodMax() {
        Duration third = ttl.dividedBy(3);
        Duration period = third.compareTo(PERIOD_MAX) < 0 ? third : PERIOD_MAX;
        Duration byMargin = ttl.minus(margin);
        return byMargin.isPositive() && byMargin.compareTo(period) < 0 ? byMargin : period;
    }

    /** The time to the next renewal: 0.8 to 1.0 of the longest, so that hosts which started together drift apart. */
    public Duration period(Chance chance, Moment now) {
        Duration fifth = periodMax().dividedBy(5);
        return periodMax().minus(chance.upTo(fifth, now, Chance.Purpose.RENEWAL));
    }

    /** The rest of that time, counted from when this one was sent, as its deadline is: a slow answer is part of the period. */
    public Duration untilNext(Moment sent, Chance chance, Moment now) {
        return now.until(sent.plus(period(chance, now)));
    }

    /** The pause after this many failed renewals in a row; never so long that a short grant ends in it. */
    public Duration retry(int failures, Chance chance, Moment now) {
        Duration most = min(Backoff.OUTAGE.most(), ttl.dividedBy(10));
        return new Backoff(min(Backoff.OUTAGE.first(), most), most).pause(failures, chance, now);
    }

    /**
     * The moment until which the lease is certainly ours, after a request that was sent at {@code sent} succeeded. The
     * slack covers the clocks' different rates: 1 %, at least a minute, but never more than a fifth of a short grant.
     */
    public Moment deadline(Moment sent) {
        Duration hundredth = ttl.dividedBy(100);
        Duration slack = hundredth.compareTo(SLACK_USUAL) > 0 ? hundredth : SLACK_USUAL;
        return sent.plus(ttl.minus(min(slack, ttl.dividedBy(5))));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
