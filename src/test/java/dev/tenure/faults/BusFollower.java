package dev.tenure.faults;

import dev.tenure.bus.Query;
import dev.tenure.bus.Topics;
import dev.tenure.health.HealthReport;
import dev.tenure.lease.SubnetLease;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** Follows an agent in this JVM: every change of its tenancy by a tap on its bus, its health by asking again and again. */
final class BusFollower implements Follower {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Topics topics;
    private final LifeRecorder recorder = new LifeRecorder(System.nanoTime());
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private volatile boolean isOver;

    BusFollower(Vertx vertx, Topics topics, BusTaps taps) {
        this.vertx = vertx;
        this.topics = topics;
        taps.hear(vertx, topics, recorder);
        ask(topics.tenancyQuery()).onSuccess(status -> recorder.tenancyWas(status, System.nanoTime()));
    }

    private <R> Future<R> ask(Query<Topics.Ask, R> query) {
        return query.request(vertx.eventBus(), new Topics.Ask(), ANSWER_MAX);
    }

    @Override
    public LifeRecorder recorder() {
        return recorder;
    }

    boolean isOver() {
        return isOver;
    }

    /** Asks for its health unless it still owes an answer; never waits. */
    void look() {
        if (isOver || !isAsking.compareAndSet(false, true)) {
            return;
        }
        long asked = System.nanoTime();
        ask(topics.healthQuery()).onComplete(answer -> {
            if (answer.succeeded()) {
                recorder.saysReady(answer.result().isReady(), asked, System.nanoTime());
            }
            isAsking.set(false);
        });
    }

    @Override
    public Optional<Boolean> asksReady() {
        return await(ask(topics.healthQuery()).map(HealthReport::isReady));
    }

    @Override
    public Optional<Map<String, Long>> asksPeers() {
        return await(ask(topics.peersQuery())
                .map(peers -> peers.leases().stream()
                        .collect(Collectors.toMap(lease -> lease.key().text(), SubnetLease::modRevision))));
    }

    private static <T> Optional<T> await(Future<T> future) {
        try {
            return Optional.of(
                    future.toCompletionStage().toCompletableFuture().get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void end() {
        isOver = true;
        recorder.ends(System.nanoTime());
    }
}
