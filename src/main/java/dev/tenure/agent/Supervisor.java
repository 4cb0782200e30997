package dev.tenure.agent;

import dev.tenure.tenancy.Backoff;
import dev.tenure.tenancy.Chance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the parts of the agent up: a part with a bug is replaced by a new one after a pause, and the others go on. When
 * parts fail more than {@value #RESTARTS_MAX} times within {@value #WINDOW_SECONDS} seconds it gives up, since a restart of
 * the whole agent is better than a loop; likewise when a part that has a bug neither starts nor stops. Used on one context only.
 */
final class Supervisor {
    static final int RESTARTS_MAX = 10;
    static final long WINDOW_SECONDS = 60;

    private static final Logger LOG = LoggerFactory.getLogger("tenure.supervisor");
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    /** Longer than a part takes to start or stop, even while it waits for an answer of etcd or a slow disk. */
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final AgentClock clock;
    private final Chance chance;
    private final Metrics metrics;
    private final Consumer<String> givesUp;
    private final Backoff pauses;
    private final Duration standstill;
    private final Map<AgentPart, Future<String>> running = new HashMap<>();
    private final Deque<Long> restartNanos = new ArrayDeque<>();
    private boolean isStopping;

    /** @param givesUp hears why, once */
    Supervisor(Vertx vertx, AgentClock clock, Chance chance, Metrics metrics, Consumer<String> givesUp) {
        this(vertx, clock, chance, metrics, givesUp, PAUSES, STANDSTILL);
    }

    /** The same with other pauses before a restart, and other patience with a part that has to stop before it. */
    Supervisor(
            Vertx vertx,
            AgentClock clock,
            Chance chance,
            Metrics metrics,
            Consumer<String> givesUp,
            Backoff pauses,
            Duration standstill) {
        this.vertx = vertx;
        this.clock = clock;
        this.chance = chance;
        this.metrics = metrics;
        this.givesUp = givesUp;
        this.pauses = pauses;
        this.standstill = standstill;
    }

    /** Deploys a part; from then on it is replaced whenever it fails. Fails if it does not start the first time. */
    Future<Void> supervise(Supplier<AgentPart> maker) {
        AgentPart part = maker.get();
        var context = vertx.getOrCreateContext();
        part.reportBugsTo(bug -> context.runOnContext(hop -> hasBug(part, maker, bug)));
        Future<String> deployment = vertx.deployVerticle(part);
        running.put(part, deployment);
        return deployment.<Void>mapEmpty().onFailure(cause -> running.remove(part));
    }

    /** A bug may show before the part is quite up; a part that is being replaced already has nothing more to say. */
    private void hasBug(AgentPart part, Supplier<AgentPart> maker, Throwable bug) {
        Future<String> deployment = running.remove(part);
        if (deployment == null || isStopping) {
            return;
        }
        LOG.error(
                "the part {} has failed on a bug and is started anew; please report it with what follows",
                part.name,
                bug);
        metrics.partRestarted(part.name);
        AtomicBoolean isGone = new AtomicBoolean();
        deployment.onComplete(up -> {
            if (up.succeeded()) {
                vertx.undeploy(up.result()).onComplete(gone -> {
                    isGone.set(true);
                    restart(part.name, maker);
                });
            } else {
                isGone.set(true);
            }
        });
        vertx.setTimer(standstill.toMillis(), late -> {
            if (!isGone.get()) {
                giveUp("the part " + part.name + " has failed on a bug and neither starts nor stops within "
                        + standstill.toMillis() + " ms; giving up so that the agent is started as a whole");
            }
        });
    }

    private void giveUp(String reason) {
        if (!isStopping) {
            isStopping = true;
            givesUp.accept(reason);
        }
    }

    private void restart(String name, Supplier<AgentPart> maker) {
        long now = clock.now().nanos();
        restartNanos.addLast(now);
        while (restartNanos.getFirst()
                < now - Duration.ofSeconds(WINDOW_SECONDS).toNanos()) {
            restartNanos.removeFirst();
        }
        if (restartNanos.size() > RESTARTS_MAX) {
            giveUp("parts of the agent failed " + restartNanos.size() + " times within " + WINDOW_SECONDS
                    + " s, the last one was " + name + "; giving up so that the agent is started as a whole");
            return;
        }
        long pauseMillis = Math.max(
                1, pauses.pause(restartNanos.size(), chance, clock.now()).toMillis());
        vertx.setTimer(pauseMillis, timer -> {
            if (!isStopping) {
                supervise(maker).onFailure(cause -> {
                    LOG.error("the part {} did not start again", name, cause);
                    restart(name, maker);
                });
            }
        });
    }

    /** From now on nothing is started again. */
    void stop() {
        isStopping = true;
    }
}
