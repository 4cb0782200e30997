package dev.tenure.cli;

import dev.tenure.options.HealthAddress;
import dev.tenure.options.Option;
import dev.tenure.options.Options;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** {@code tenure wait}: until the agent of this host is ready, for scripts. */
public final class WaitCommand extends OperatorCommand {
    private static final CommandOption READY =
            CommandOption.toggle("ready", "Until the host may be used; that is what it waits for without it, too.");
    private static final long LOOK_MILLIS = 200;
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

    public WaitCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public String name() {
        return "wait";
    }

    @Override
    public Topic topic() {
        return Topic.HOST;
    }

    @Override
    public String summary() {
        return "Wait until the agent of this host is ready.";
    }

    @Override
    List<CommandOption> ownOptions() {
        return List.of(READY);
    }

    @Override
    List<Option<?>> hostOptions() {
        return List.of(Options.HEALTHZ_IP, Options.HEALTHZ_PORT);
    }

    @Override
    boolean asksEtcd() {
        return false;
    }

    @Override
    Duration timeoutDefault() {
        return Duration.ofSeconds(60);
    }

    @Override
    String timeoutMeaning() {
        return "How long to wait.";
    }

    @Override
    String description() {
        return """
                Asks the agent of this host again and again whether it is ready, which it is while a subnet is
                certainly its own and subnet.env says so. An agent that is not there yet is waited for, too.
                etcd is not asked.
                """;
    }

    @Override
    String oneMeans() {
        return "not ready in time";
    }

    @Override
    List<String> examples() {
        return List.of("tenure wait --ready --timeout=2m && . /run/flannel/subnet.env");
    }

    @Override
    Job job(Given given) {
        return session -> {
            HealthAddress address = session.options().health();
            if (address == null) {
                return Future.succeededFuture(Answer.refused(session.output(), "no-http", NO_HTTP));
            }
            Duration answerMax = session.timeout().compareTo(ANSWER_MAX) < 0 ? session.timeout() : ANSWER_MAX;
            LocalAgent agent = new LocalAgent(session.vertx(), address, answerMax);
            long end = System.nanoTime() + session.timeout().toNanos();
            return look(session, agent, end);
        };
    }

    static final String NO_HTTP =
            "the agent of this host serves no HTTP (--healthz-port=0), so it can't be asked; give it a" + " port";

    private static Future<Answer> look(Session session, LocalAgent agent, long endNanos) {
        return agent.get("/readyz")
                .map(page -> page.isGood() ? "" : PlainText.of(page.body().strip()))
                .otherwise(
                        cause -> "no agent answers at " + agent.url() + "; check that it runs, and its --healthz-port")
                .compose(trouble -> {
                    if (trouble.isEmpty()) {
                        return Future.succeededFuture(ready(session.output()));
                    }
                    return System.nanoTime() - endNanos >= 0
                            ? Future.succeededFuture(Answer.refused(
                                    session.output(),
                                    "not-ready",
                                    "not ready after " + DurationWords.of(session.timeout()) + ": " + trouble))
                            : session.vertx()
                                    .timer(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                                    .compose(over -> look(session, agent, endNanos));
                });
    }

    private static Answer ready(Output output) {
        return Answer.good(output == Output.JSON ? Answer.document().put("outcome", "ready") + "\n" : "ready\n");
    }
}
