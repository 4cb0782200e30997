package dev.tenure.faults;

import dev.tenure.bus.BusException;
import dev.tenure.bus.BusFailure;
import dev.tenure.bus.Query;
import dev.tenure.bus.Topics;
import dev.tenure.health.HealthReport;
import dev.tenure.lease.SubnetLease;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Follows an agent in this JVM: every change of its tenancy by a tap on its bus, its health by asking again and again. */
final class BusFollower implements Follower {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final BusTaps taps;
    private final Looks looks;
    private final Runnable look = this::look;
    private final LifeRecorder recorder = new LifeRecorder(System.nanoTime());
    private final AtomicBoolean isAsking = new AtomicBoolean();
    /** Null once it has ended, since a Vert.x that was closed is not to be kept. */
    private volatile @Nullable Agent agent;

    private record Agent(Vertx vertx, Topics topics) {
        <R> Future<R> ask(Query<Topics.Ask, R> query) {
            try {
                return query.request(vertx.eventBus(), new Topics.Ask(), ANSWER_MAX);
            } catch (RuntimeException closed) {
                return Future.failedFuture(closed);
            }
        }
    }

    BusFollower(Vertx vertx, Topics topics, BusTaps taps, Looks looks) {
        Agent followed = new Agent(vertx, topics);
        this.agent = followed;
        this.taps = taps;
        this.looks = looks;
        taps.hear(vertx, topics, recorder);
        followed.ask(topics.tenancyQuery()).onSuccess(status -> recorder.tenancyWas(status, System.nanoTime()));
        looks.add(look);
    }

    @Override
    public LifeRecorder recorder() {
        return recorder;
    }

    /** Asks for its health unless it still owes an answer; what it answers before its tenancy is known cannot be judged. */
    private void look() {
        Agent asked = agent;
        if (asked == null || !recorder.isHeard() || !isAsking.compareAndSet(false, true)) {
            return;
        }
        long at = System.nanoTime();
        asked.ask(asked.topics().healthQuery()).onComplete(answer -> {
            if (answer.succeeded()) {
                HealthReport report = answer.result();
                recorder.saysReady(report.isReady(), isInTouch(report), at, System.nanoTime());
            } else if (meansGone(answer.cause())) {
                recorder.isGone(at);
            }
            isAsking.set(false);
        });
    }

    private static boolean isInTouch(HealthReport report) {
        return report.reasons().stream().noneMatch(reason -> reason.code().startsWith(LifeRecorder.OUT_OF_TOUCH));
    }

    @Override
    public Answers asks() {
        Agent asked = agent;
        return asked == null
                ? Answers.none()
                : new Answers(
                        await(asked.ask(asked.topics().healthQuery()).map(HealthReport::isReady)),
                        await(asked.ask(asked.topics().peersQuery())
                                .map(peers -> peers.leases().stream()
                                        .collect(Collectors.toMap(
                                                lease -> lease.key().text(), SubnetLease::modRevision)))),
                        List.of());
    }

    @Override
    public boolean isGone() {
        Agent asked = agent;
        return asked == null
                || await(asked.ask(asked.topics().tenancyQuery())
                                .map(answer -> false)
                                .otherwise(BusFollower::meansGone))
                        .orElse(false);
    }

    private static boolean meansGone(Throwable cause) {
        boolean isBus = cause instanceof BusException;
        return !isBus || ((BusException) cause).failure() instanceof BusFailure.NobodyThere;
    }

    private static <T> Optional<T> await(Future<T> future) {
        try {
            return Optional.of(future.toCompletionStage()
                    .toCompletableFuture()
                    .get(ANSWER_MAX.toMillis() + 1_000, TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void end() {
        Agent ended = agent;
        recorder.ends(System.nanoTime());
        looks.remove(look);
        agent = null;
        if (ended != null) {
            taps.forget(ended.vertx(), ended.topics(), recorder);
        }
    }
}
