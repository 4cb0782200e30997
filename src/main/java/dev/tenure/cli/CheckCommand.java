package dev.tenure.cli;

import dev.tenure.admin.CheckScope;
import dev.tenure.operator.CheckReport;
import dev.tenure.operator.HostsFile;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;

/** {@code tenure check}: everything that is wrong in etcd, and what to do about it. */
public final class CheckCommand extends OperatorCommand {
    private static final CommandOption GRANTS = CommandOption.toggle(
            "grants",
            "Also ask how the grant of each lease stands, which finds what a host has left behind; one request each.");
    private static final CommandOption UNUSED_GRANTS = CommandOption.toggle(
            "unused-grants",
            "Also ask for every grant of the cluster, to find those that no key hangs on. Only where nothing but"
                    + " Tenure and flannel uses this etcd: they may be somebody else's.");
    private static final CommandOption EXPECT = CommandOption.value(
            "expect",
            "file",
            "Also look whether the reservations that this file names are there; see tenure help reserve.");

    private static final int HOSTS_BYTES_MAX = 16 * 1024 * 1024;

    public CheckCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String summary() {
        return "Look for everything that is wrong in etcd, each with its cure.";
    }

    @Override
    List<CommandOption> ownOptions() {
        return List.of(GRANTS, UNUSED_GRANTS, EXPECT);
    }

    @Override
    String description() {
        return """
                Looks for two hosts on one subnet, leases that the network config does not ask for, hosts with several
                keys, keys and values that nobody can read, reservations that are missing or have become
                leases, and more. Nothing is written.

                With -o json it prints the report from which tenure repair removes what may go.
                """;
    }

    @Override
    String oneMeans() {
        return "something is wrong";
    }

    @Override
    List<String> examples() {
        return List.of(
                "tenure check", "tenure check --grants --expect=hosts.csv", "tenure check -o json > report.json");
    }

    @Override
    Job job(Given given) throws UsageError {
        CheckScope scope = new CheckScope(given.has(GRANTS), given.has(UNUSED_GRANTS), expected(given));
        return session -> {
            Progress progress = session.progress("asking for grants");
            return session.operations()
                    .check(scope, progress::show)
                    .onComplete(over -> progress.end())
                    .map(report -> answer(session.output(), report));
        };
    }

    private static List<HostsFile.Line> expected(Given given) throws UsageError {
        String name = given.text(EXPECT).orElse(null);
        if (name == null) {
            return List.of();
        }
        HostsFile hosts = HostsFile.parse(given.file(name, HOSTS_BYTES_MAX));
        if (!hosts.errors().isEmpty()) {
            HostsFile.LineError first = hosts.errors().getFirst();
            int more = hosts.errors().size() - 1;
            throw new UsageError(EXPECT.flag() + " line " + first.number() + ": " + first.sentence()
                    + (more == 0 ? "" : " (and " + more + " more)"));
        }
        return hosts.lines();
    }

    private static Answer answer(Output output, CheckReport report) {
        String out = output == Output.JSON ? report.toJson() + "\n" : FindingListing.text(report);
        return report.isClean() ? Answer.good(out) : Answer.found(out);
    }
}
