package dev.tenure.cli;

import dev.tenure.admin.Operations;
import dev.tenure.options.AgentOptions;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.etcd.EtcdSettings;
import dev.tenure.registry.etcd.EtcdSubnetRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an operators' command has while it runs: the options as the agent reads them, etcd, and how it is to answer. */
final class Session {
    private final Vertx vertx;
    private final AgentOptions options;
    private final Duration timeout;
    private final Output output;
    private final Surroundings surroundings;
    private @Nullable EtcdSubnetRegistry registry;

    Session(Vertx vertx, AgentOptions options, Duration timeout, Output output, Surroundings surroundings) {
        this.vertx = vertx;
        this.options = options;
        this.timeout = timeout;
        this.output = output;
        this.surroundings = surroundings;
    }

    Vertx vertx() {
        return vertx;
    }

    AgentOptions options() {
        return options;
    }

    /** How long one request may take. */
    Duration timeout() {
        return timeout;
    }

    Output output() {
        return output;
    }

    /** Made when it is first asked for: a command that needs no etcd does not wait for its classes. */
    OperatorRegistry registry() {
        EtcdSubnetRegistry known = registry;
        if (known == null) {
            // it counts for an agent's /metrics; here nobody looks
            known = new EtcdSubnetRegistry(
                    vertx, EtcdSettings.of(options.etcd()).withRequestTimeout(timeout), new CompositeMeterRegistry());
            registry = known;
        }
        return known;
    }

    /** What operators may have done there. */
    Operations operations() {
        return new Operations(vertx, registry());
    }

    /** What the process has around it. */
    Surroundings surroundings() {
        return surroundings;
    }

    /** Draws on stderr how far the work is, if a person looks at it. */
    Progress progress(String what) {
        return new Progress(surroundings, what, Progress.Off.SILENT);
    }

    /** Likewise; where nobody looks, a line at each tenth. */
    Progress progressInLines(String what) {
        return new Progress(surroundings, what, Progress.Off.LINES);
    }

    Future<Void> close() {
        return registry == null ? Future.succeededFuture() : registry.close();
    }
}
