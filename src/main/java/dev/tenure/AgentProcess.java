package dev.tenure;

import dev.tenure.cli.AgentRunner;
import dev.tenure.cli.ExitCode;
import dev.tenure.cli.Logging;
import dev.tenure.options.OptionsResult;
import dev.tenure.options.OptionsSource;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
        TenureVerticle tenure = new TenureVerticle(options.options()).onGiveUp(reason -> {
            LOG.error("{}", reason);
            end.complete(ExitCode.FOUND_OR_FAILED.number());
        });
        Thread onSignal = Thread.ofPlatform()
                .name("tenure-signal")
                .unstarted(() -> stopAtSignal(vertx, options.options().lease().releaseOnStop()));
        Runtime.getRuntime().addShutdownHook(onSignal);
        vertx.deployVerticle(tenure)
                .onSuccess(id -> source.watch(options, OPTIONS_LOOK_MILLIS, change -> {
                    Logging.level(change.options().logLevel());
                    tenure.update(change.options());
                }))
                .onFailure(cause -> {
                    LOG.error("{}", cause.getMessage());
                    end.complete(ExitCode.FOUND_OR_FAILED.number());
                });
        int code = end.join();
        Runtime.getRuntime().removeShutdownHook(onSignal);
        return code;
    }

    /** A regular end is 0, where the JVM alone would say 143 or 130; and nothing may hold it up for long. */
    private static void stopAtSignal(Vertx vertx, boolean isReleasing) {
        LOG.info(
                isReleasing
                        ? "stopping; giving the lease back"
                        : "stopping; the lease stays ours until its grant ends");
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("not everything stopped in time: {}", String.valueOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.GOOD.number());
    }
}
