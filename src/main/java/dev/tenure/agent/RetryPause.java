package dev.tenure.agent;

import dev.tenure.registry.RegistryFailure;
import dev.tenure.tenancy.Backoff;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long to wait before the watch is opened, or the registry read, once more. */
final class RetryPause {
    /** Short, since what is asked while etcd is away waits for it inside the client and costs nobody anything. */
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(3));

    /** A watch that ends sooner is as bad as one that was not opened. */
    private static final Duration STEADY = Duration.ofSeconds(1);

    private final AgentClock clock;
    private final Chance chance;
    private int failures;
    private @Nullable Moment openedAt;

    RetryPause(AgentClock clock, Chance chance) {
        this.clock = clock;
        this.chance = chance;
    }

    void watchWasOpened() {
        openedAt = clock.now();
    }

    void watchHasEnded() {
        if (openedAt != null && openedAt.until(clock.now()).compareTo(STEADY) > 0) {
            failures = 0;
        }
        openedAt = null;
    }

    /** The pause in milliseconds; it grows, unless the connection was only made new by ourselves. */
    long millisAfter(RegistryFailure failure) {
        boolean isOurs = failure instanceof RegistryFailure.Replaced;
        failures += isOurs ? 0 : 1;
        return Math.max(
                1, PAUSES.pause(isOurs ? 1 : failures, chance, clock.now()).toMillis());
    }
}
