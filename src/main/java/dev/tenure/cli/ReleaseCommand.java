package dev.tenure.cli;

import dev.tenure.lease.HostIdentity;
import dev.tenure.operator.ReleaseRequest;
import dev.tenure.subnet.Subnet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code tenure release}: gives a lease back. */
public final class ReleaseCommand extends HostCommand {
    private static final CommandOption FORCE =
            CommandOption.toggle("force", "It may be another host's; that host's agent then claims a subnet anew.");

    public ReleaseCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public String name() {
        return "release";
    }

    @Override
    public String summary() {
        return "Give a lease back: this host's, or with --force another's.";
    }

    @Override
    List<CommandOption> furtherOptions() {
        return List.of(FORCE, DRY_RUN);
    }

    @Override
    String description() {
        return """
                Deletes the lease of this host or, with a subnet or an address and --force, of another, if it is
                still as it was when it was looked at. An agent that runs takes a subnet again at once: stop it before.
                A reservation is not released; tenure unreserve ends it.
                """;
    }

    @Override
    String oneMeans() {
        return "refused";
    }

    @Override
    List<String> examples() {
        return List.of(
                "tenure release",
                "tenure release 10.5.52.0/24 --force",
                "tenure release --public-ip=192.0.2.7 --force --dry-run");
    }

    @Override
    Job job(Given given) throws UsageError {
        Optional<Subnet> subnet = given.subnet();
        HostTarget target = HostTarget.of(given);
        boolean force = given.has(FORCE);
        boolean dryRun = given.has(DRY_RUN);
        boolean isSelf = target instanceof HostTarget.Self || target instanceof HostTarget.None && subnet.isEmpty();
        return session -> {
            Future<Optional<HostIdentity>> self = isSelf || !force
                    ? new HostTarget.Self()
                            .find(session)
                            .recover(cause -> isSelf ? Future.failedFuture(cause) : nobody())
                    : nobody();
            return self.compose(own -> target.find(session)
                    .compose(named -> session.operations()
                            .release(new ReleaseRequest(isSelf ? own : named, subnet, force, own), dryRun)
                            .map(done -> DoneAnswer.of(session.output(), done))));
        };
    }

    private static Future<Optional<HostIdentity>> nobody() {
        return Future.succeededFuture(Optional.empty());
    }
}
