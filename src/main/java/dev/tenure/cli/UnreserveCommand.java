package dev.tenure.cli;

import dev.tenure.operator.UnreserveRequest;
import dev.tenure.options.DurationText;
import dev.tenure.subnet.Subnet;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code tenure unreserve}: ends a reservation. */
public final class UnreserveCommand extends HostCommand {
    private static final CommandOption DELETE = CommandOption.toggle(
            "delete", "Leave nothing of it, for a host that is gone; without it the host goes on with a lease.");
    private static final CommandOption TTL = CommandOption.value(
            "ttl",
            "duration",
            "How long the lease lives unless its agent renews it. Default: --subnet-lease-ttl of the agent, 24h");
    private static final Duration TTL_MIN = Duration.ofSeconds(5);
    private static final Duration TTL_MAX = Duration.ofDays(365);

    public UnreserveCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public String name() {
        return "unreserve";
    }

    @Override
    public String summary() {
        return "End a reservation: make it a lease again, or delete it.";
    }

    @Override
    List<CommandOption> furtherOptions() {
        return List.of(DELETE, TTL, DRY_RUN);
    }

    @Override
    String description() {
        return """
                Makes the reservation of a host a lease again, in one transaction and on the same subnet. The agent
                of the host renews it from then on; of a host whose agent does not run it ends after its time.
                """;
    }

    @Override
    String oneMeans() {
        return "refused";
    }

    @Override
    List<String> examples() {
        return List.of(
                "tenure unreserve 10.5.52.0/24",
                "tenure unreserve --public-ip=192.0.2.7 --ttl=1h",
                "tenure unreserve 10.5.52.0/24 --delete --dry-run");
    }

    @Override
    Job job(Given given) throws UsageError {
        Optional<Subnet> subnet = given.subnet();
        HostTarget target = HostTarget.of(given);
        if (subnet.isEmpty() && target instanceof HostTarget.None) {
            throw new UsageError("no reservation is named: expected a subnet, --public-ip, --public-ipv6 or --self");
        }
        Optional<Duration> ttl = ttl(given);
        boolean delete = given.has(DELETE);
        if (delete && ttl.isPresent()) {
            throw new UsageError("--ttl is for what stays as a lease: expected it without --delete");
        }
        boolean dryRun = given.has(DRY_RUN);
        return session -> target.find(session)
                .compose(host -> session.operations()
                        .unreserve(
                                new UnreserveRequest(host, subnet, delete),
                                ttl.orElse(session.options().lease().ttl()),
                                dryRun)
                        .map(done -> DoneAnswer.of(session.output(), done)));
    }

    private static Optional<Duration> ttl(Given given) throws UsageError {
        Optional<String> text = given.text(TTL);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(DurationText.parse(text.get(), TTL_MIN, TTL_MAX)
                .orElseThrow(
                        () -> UsageError.of(TTL, text.get(), "a duration from 5s to 8760h, such as 90s, 15m or 24h")));
    }
}
