package dev.tenure.agent;

import dev.tenure.bus.PartBeat;
import dev.tenure.bus.Topics;
import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.tenancy.TenancyFact;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One part of the agent. It says every few seconds that its event loop turns, and hands every exception that nobody caught to the
 * supervisor, which starts it anew.
 */
abstract class AgentPart extends VerticleBase {
    /** Of the ten seconds of silence that are allowed, three can be nothing; six parts that beat are felt on an idle node. */
    private static final long BEAT_MILLIS = 3_000;

    /** The part's name in logs and metrics. */
    final String name;

    final Topics topics;
    final Logger log;

    private Consumer<Throwable> onBug = bug -> {};
    private boolean hasFailed;
    private boolean isOver;

    AgentPart(String name, Topics topics) {
        this.name = name;
        this.topics = topics;
        this.log = LoggerFactory.getLogger("tenure." + name);
    }

    /** Registers consumers and begins to work. */
    abstract Future<?> begin();

    /** Ends what Vert.x does not end with a verticle; consumers, timers and answers that are still to come it need not mind. */
    Future<?> end() {
        return Future.succeededFuture();
    }

    void reportBugsTo(Consumer<Throwable> supervisor) {
        onBug = supervisor;
    }

    @Override
    public final Future<?> start() {
        context.exceptionHandler(bug -> {
            hasFailed = true;
            onBug.accept(bug);
        });
        vertx.setPeriodic(BEAT_MILLIS, timer -> topics.beats().publish(bus(), new PartBeat(name)));
        topics.beats().publish(bus(), new PartBeat(name));
        return begin();
    }

    @Override
    public final Future<?> stop() {
        return end().andThen(ended -> isOver = true);
    }

    /** True once this part has shown a bug; another one is to take its place. */
    final boolean hasFailed() {
        return hasFailed;
    }

    final EventBus bus() {
        return vertx.eventBus();
    }

    final Vertx getVertx() {
        return vertx;
    }

    final void onOwnContext(Runnable task) {
        context.runOnContext(hop -> task.run());
    }

    final void tell(TenancyFact fact) {
        topics.facts().publish(bus(), fact);
    }

    /**
     * Takes a registry's answer on this part's own context: the registry answers on its own. One that comes when this part has
     * stopped is nobody's: Vert.x would let it set a timer that lives on beside the next part.
     */
    final <T> void answer(Future<T> call, Consumer<? super T> onSuccess, Consumer<RegistryFailure> onFailure) {
        call.onComplete(result -> onOwnContext(() -> {
            if (isOver) {
                log.debug("an answer has come too late");
            } else if (result.succeeded()) {
                onSuccess.accept(result.result());
            } else {
                onFailure.accept(failure(result.cause()));
            }
        }));
    }

    static RegistryFailure failure(Throwable cause) {
        return cause instanceof RegistryException known
                ? known.failure()
                : new RegistryFailure.Unexpected("the registry failed in a way that nobody foresaw: " + cause);
    }
}
