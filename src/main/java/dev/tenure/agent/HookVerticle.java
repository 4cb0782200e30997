package dev.tenure.agent;

import dev.tenure.bus.Topics;
import dev.tenure.options.HookOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the operator's hooks, one after the other and never two at once, on a thread of their own: whatever they do, the lease
 * is kept and no event loop waits. What they fail on is counted and logged, and never a failure of the agent.
 */
final class HookVerticle extends AgentPart {
    /** A hook that runs when the agent stops may end by itself for so long. */
    private static final Duration STOP_GRACE = Duration.ofMillis(700);

    /** Then it was ended; a stop waits no longer, whatever became of it. */
    private static final long STOP_MILLIS_MAX = 1_300;

    private final Hooks hooks;
    private final HookEvents events;
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() + HookProcess.NEVER);
    private final Promise<Void> rested = Promise.promise();

    private @Nullable WorkerExecutor worker;
    private Set<String> refused = Set.of();
    private boolean isBusy;
    private boolean isStopping;

    private HookVerticle(Topics topics, HookOptions options, boolean ipMasq, HookMetrics metrics) {
        super("hook", topics);
        this.hooks = new Hooks(
                new HookDirectory(options.directory()), new HookProcess(options.timeout(), lastNanos), metrics, log);
        this.events = new HookEvents(ipMasq);
    }

    /** Makes one again and again; whoever only names this loads nothing of hooks. */
    static Supplier<AgentPart> maker(Topics topics, HookOptions options, boolean ipMasq, HookMetrics metrics) {
        return () -> new HookVerticle(topics, options, ipMasq, metrics);
    }

    @Override
    Future<?> begin() {
        // a thread that waits for a hook is not stuck, so nobody is to warn of it
        WorkerExecutor own = vertx.createSharedWorkerExecutor(topics.prefix() + "-hooks", 1, 1, TimeUnit.DAYS);
        worker = own;
        topics.tenancyChanged().consumer(bus(), status -> {
            events.tenancyIs(status);
            runNext();
        });
        topics.subnetEnvStatus().consumer(bus(), status -> {
            events.subnetEnvIs(status);
            runNext();
        });
        topics.sayAgain().publish(bus(), Topics.SayAgain.STATUS);
        return own.executeBlocking(hooks::list).onSuccess(this::tellAtFirst);
    }

    private void tellAtFirst(HookDirectory.Listing listing) {
        refuse(listing);
        log.info(
                "hooks that run: {}{}",
                names(listing.hooks().stream().map(Hooks::nameOf).toList()),
                listing.passedOver().isEmpty()
                        ? ""
                        : "; left out, by their names or since they are not executable: "
                                + names(listing.passedOver()));
    }

    private static String names(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    /** One line for each thing that is refused, until it was mended and is refused again. */
    private void refuse(HookDirectory.Listing listing) {
        listing.refusals().stream()
                .filter(sentence -> !refused.contains(sentence))
                .forEach(log::warn);
        refused = new HashSet<>(listing.refusals());
    }

    private void runNext() {
        WorkerExecutor own = worker;
        if (isBusy || isStopping || own == null) {
            return;
        }
        Optional<HookEvent> event = events.next();
        if (event.isEmpty()) {
            return;
        }
        isBusy = true;
        own.executeBlocking(() -> hooks.runAll(event.get())).onComplete(ran -> {
            isBusy = false;
            if (ran.succeeded()) {
                refuse(ran.result());
            } else {
                log.warn("the hooks for {} could not be run: {}", event.get(), String.valueOf(ran.cause()));
            }
            if (isStopping) {
                rested.tryComplete();
            } else {
                runNext();
            }
        });
    }

    /** No hook begins any more; the one that runs gets a moment, then it is ended. */
    @Override
    public Future<?> stop() {
        isStopping = true;
        if (!isBusy) {
            return Future.succeededFuture();
        }
        lastNanos.set(System.nanoTime() + STOP_GRACE.toNanos());
        vertx.setTimer(STOP_MILLIS_MAX, late -> rested.tryComplete());
        return rested.future();
    }
}
