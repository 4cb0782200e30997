package dev.tenure;

import dev.tenure.cli.AgentRunner;
import dev.tenure.cli.ExitCode;
import dev.tenure.cli.Logging;
import dev.tenure.cli.Version;
import dev.tenure.options.AgentOptions;
import dev.tenure.options.HealthAddress;
import dev.tenure.options.OptionsResult;
import dev.tenure.options.OptionsSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One agent as a process: from its start to SIGTERM, Ctrl-C or the moment at which it gives up. */
final class AgentProcess implements AgentRunner {
    private static final Logger LOG = LoggerFactory.getLogger("tenure.agent");
    private static final long STOP_SECONDS_MAX = 4;
    private static final long OPTIONS_LOOK_MILLIS = 5_000;

    @Override
    public int run(Vertx vertx, OptionsSource source, OptionsResult.Good options) {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        TenureVerticle tenure = new TenureVerticle(options.options()).alone().onGiveUp(reason -> {
            LOG.error("{}", reason);
            end.complete(ExitCode.FOUND_OR_FAILED.number());
        });
        Promise<Void> started = Promise.promise();
        Thread onSignal = Thread.ofPlatform()
                .name("tenure-signal")
                .unstarted(() -> stopAtSignal(
                        vertx, started.future(), options.options().lease().releaseOnStop()));
        if (!isHookAdded(onSignal)) {
            return ExitCode.GOOD.number();
        }
        LOG.info("{}", startLine(options.options()));
        SmallHeap.keep(vertx, tenure);
        vertx.deployVerticle(tenure)
                .onComplete(up -> started.complete())
                .onSuccess(id -> source.watch(options, OPTIONS_LOOK_MILLIS, change -> {
                    Logging.level(change.options().logLevel());
                    tenure.update(change.options());
                }))
                .onFailure(cause -> {
                    LOG.error("{}", cause.getMessage());
                    end.complete(ExitCode.FOUND_OR_FAILED.number());
                });
        int code = end.join();
        removeHook(onSignal);
        return code;
    }

    /** What an operator wants to know first when reading a log. */
    private static String startLine(AgentOptions options) {
        HealthAddress health = options.health();
        String endpoints =
                options.etcd().endpoints().stream().map(Object::toString).collect(Collectors.joining(","));
        return Version.ofThisBuild() + ": etcd at " + endpoints + " below "
                + (options.etcd().prefix().isEmpty() ? "/" : options.etcd().prefix()) + ", subnet.env at "
                + options.subnetFile() + ", "
                + (health == null ? "no HTTP" : "HTTP at " + place(health));
    }

    private static String place(HealthAddress health) {
        String address = health.address().toString();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + health.port();
    }

    /** False if a signal has come already: the process ends by itself then. */
    private static boolean isHookAdded(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return true;
        } catch (IllegalStateException alreadyEnding) {
            return false;
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            LOG.debug("a signal came at the very end");
        }
    }

    /** A regular end is 0, where the JVM alone would say 143 or 130; and nothing may hold it up for long. */
    private static void stopAtSignal(Vertx vertx, Future<Void> started, boolean isReleasing) {
        LOG.info(
                isReleasing
                        ? "stopping; giving the lease back"
                        : "stopping; a lease that is held stays ours until its grant ends");
        try {
            // not before the start is over: parts that are being deployed while Vert.x closes fail with stack traces
            started.transform(up -> vertx.close())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("not everything stopped in time: {}", String.valueOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.GOOD.number());
    }
}
