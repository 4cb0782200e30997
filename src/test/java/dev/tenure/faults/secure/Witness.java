package dev.tenure.faults.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.health.HealthReport;
import dev.tenure.live.LiveAgent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hears everything that an agent says about its health, so that no moment is missed. */
final class Witness {
    private final List<Said> heard = new CopyOnWriteArrayList<>();

    private record Said(long nanos, HealthReport report) {}

    Witness(LiveAgent agent) {
        agent.topics()
                .healthChanged()
                .consumer(agent.vertx().eventBus(), report -> heard.add(new Said(System.nanoTime(), report)));
    }

    /** From the first moment on at which it was ready, it has been ready. */
    void wasAlwaysReady() {
        assertThat(heard.stream().map(Said::report).dropWhile(report -> !report.isReady()))
                .isNotEmpty()
                .allMatch(HealthReport::isReady);
    }

    /** For how long, at the longest, it said of a lease that it held that something was not well. */
    Duration longestTrouble() {
        long longest = 0;
        long since = -1;
        for (Said said : heard) {
            boolean isTrouble =
                    said.report().isReady() && !said.report().reasons().isEmpty();
            if (isTrouble && since < 0) {
                since = said.nanos();
            } else if (!isTrouble && since >= 0) {
                longest = Math.max(longest, said.nanos() - since);
                since = -1;
            }
        }
        return Duration.ofNanos(longest);
    }
}
