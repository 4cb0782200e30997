package dev.tenure.cli;

import dev.tenure.operator.ReserveRequest;
import dev.tenure.subnet.Subnet;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code tenure reserve}: gives a host, or each host of a file, a fixed subnet. */
public final class ReserveCommand extends HostCommand {
    private static final CommandOption MOVE = CommandOption.toggle(
            "move", "A host that has another subnet may be moved: its agent takes the reservation at once.");
    private static final CommandOption FILE = CommandOption.value(
                    "file",
                    "path",
                    "A reservation for each line of this file: public-ip[,public-ipv6][,subnet], or a report of an earlier"
                            + " run, of which the rest is done. All lines are checked before anything is written.")
            .withLetter("f");
    private static final CommandOption KEEP_GOING =
            CommandOption.toggle("keep-going", "With a file: write the lines that are good though others are not.");
    private static final CommandOption REPORT = CommandOption.value(
            "report",
            "path",
            "With a file: where to write what has become of each line; JSON, or CSV if it is so named.");

    public ReserveCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public String name() {
        return "reserve";
    }

    @Override
    public String summary() {
        return "Give a host a fixed subnet: the one that it has, or another.";
    }

    @Override
    List<CommandOption> furtherOptions() {
        return List.of(MOVE, FILE, KEEP_GOING, REPORT, DRY_RUN);
    }

    @Override
    String description() {
        return """
                Makes the lease of a host a reservation, in one transaction and on the same subnet; or reserves a
                subnet for a host that is yet to come. Without a subnet it is the one that the host has, else a free one.

                Refused is what would take something from somebody: what overlaps a lease or a reservation of another
                host, a second subnet for one host, what lies outside of the network. Outside of SubnetMin to SubnetMax
                is allowed.
                """;
    }

    @Override
    String oneMeans() {
        return "refused, or a line of the file is";
    }

    @Override
    List<String> examples() {
        return List.of(
                "tenure reserve --self",
                "tenure reserve 10.5.52.0/24 --public-ip=192.0.2.7",
                "tenure reserve -f hosts.csv --dry-run",
                "tenure reserve -f hosts.csv --report=report.csv");
    }

    @Override
    Job job(Given given) throws UsageError {
        Optional<Subnet> subnet = given.subnet();
        HostTarget target = HostTarget.of(given);
        boolean isNamed = !(target instanceof HostTarget.None);
        String path = given.text(FILE).orElse(null);
        if (path != null) {
            if (isNamed || subnet.isPresent()) {
                throw new UsageError("-f names all hosts and subnets: expected no other beside it");
            }
            return BulkReserve.job(
                    path, given.text(REPORT), given.has(MOVE), given.has(KEEP_GOING), given.has(DRY_RUN));
        }
        for (CommandOption option : List.of(KEEP_GOING, REPORT)) {
            if (given.has(option)) {
                throw new UsageError(option.flag() + " goes with a file of hosts: expected -f beside it");
            }
        }
        if (!isNamed) {
            throw new UsageError("no host is named: expected --public-ip, --public-ipv6, --self or -f");
        }
        boolean move = given.has(MOVE);
        boolean dryRun = given.has(DRY_RUN);
        return session -> target.find(session)
                .compose(host -> session.operations()
                        .reserve(new ReserveRequest(host.orElseThrow(), subnet, move), dryRun)
                        .map(done -> DoneAnswer.of(session.output(), done)));
    }
}
