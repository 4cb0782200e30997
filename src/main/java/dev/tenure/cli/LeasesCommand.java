package dev.tenure.cli;

import dev.tenure.lease.GrantId;
import dev.tenure.operator.LeaseFilter;
import dev.tenure.operator.LeaseOrder;
import dev.tenure.operator.LeaseRow;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.Subnet;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code tenure leases}: who holds what. */
public final class LeasesCommand extends OperatorCommand {
    private static final CommandOption HOST =
            CommandOption.value("host", "ip", "Only what this host holds, named by its public address.");
    private static final CommandOption OVERLAPPING = CommandOption.value(
            "overlapping", "cidr", "Only what shares an address with this block, such as 10.5.0.0/20.");
    private static final CommandOption CONTAINING =
            CommandOption.value("containing", "ip", "Only the subnet in which this address, of a pod say, lies.");
    private static final CommandOption RESERVATIONS = CommandOption.toggle("reservations", "Only reservations.");
    private static final CommandOption LEASES = CommandOption.toggle("leases", "Only leases.");
    private static final CommandOption UNFIT =
            CommandOption.toggle("unfit", "Only what the network config does not ask for.");
    private static final CommandOption CONTESTED =
            CommandOption.toggle("contested", "Only what another host claims too.");
    private static final CommandOption SORT = CommandOption.choice(
            "sort",
            Stream.of(LeaseOrder.values()).map(LeaseOrder::label).toList(),
            "What the lines are sorted by. Default: subnet");
    private static final CommandOption TTL = CommandOption.toggle(
            "ttl", "Also ask how long each lease lives unless it is renewed; one request for each.");

    public LeasesCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public String name() {
        return "leases";
    }

    @Override
    public String summary() {
        return "List who holds which subnet.";
    }

    @Override
    List<CommandOption> ownOptions() {
        return List.of(HOST, OVERLAPPING, CONTAINING, RESERVATIONS, LEASES, UNFIT, CONTESTED, SORT, TTL);
    }

    @Override
    String description() {
        return """
                Lists leases and reservations with their hosts; several filters are all to be met.

                etcd keeps no time for a key. AGE-REVISIONS says how many writes to etcd, of anybody, ago
                a subnet was claimed: of two claims the one with the larger number is the older.
                """;
    }

    @Override
    String oneMeans() {
        return "is not used";
    }

    @Override
    List<String> examples() {
        return List.of(
                "tenure leases --sort=host",
                "tenure leases --containing=10.5.52.17",
                "tenure leases --reservations -o json");
    }

    @Override
    Job job(Given given) throws UsageError {
        Predicate<LeaseRow> wanted = filter(given);
        LeaseOrder order = given.word(SORT)
                .map(word -> LeaseOrder.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(LeaseOrder.SUBNET);
        // what is to be sorted by the time that is left has to know it
        boolean withLeft = given.has(TTL) || order == LeaseOrder.LEFT;
        return session -> session.registry().snapshot().compose(snapshot -> {
            List<LeaseRow> listed =
                    LeaseRow.of(snapshot, Map.of()).stream().filter(wanted).toList();
            return TimesLeft.of(session, listed.stream().map(LeaseRow::lease).toList(), withLeft)
                    .map(left -> listed.stream()
                            .map(row -> timed(row, left))
                            .sorted(order)
                            .toList())
                    .map(rows -> Answer.good(
                            session.output() == Output.JSON
                                    ? LeaseListing.json(snapshot.revision(), rows)
                                    : LeaseListing.table(rows, withLeft)));
        });
    }

    /** Only the grants of what is listed were asked for. */
    private static LeaseRow timed(LeaseRow row, Map<GrantId, Duration> left) {
        return new LeaseRow(
                row.lease(), row.ageRevisions(), row.lease().term().granted().map(left::get), row.unfit(), row.rival());
    }

    private static Predicate<LeaseRow> filter(Given given) throws UsageError {
        Predicate<LeaseRow> wanted = row -> true;
        if (given.has(RESERVATIONS) && given.has(LEASES)) {
            throw new UsageError(
                    RESERVATIONS.flag() + " and " + LEASES.flag() + " leave nothing: expected one of them");
        }
        if (given.has(RESERVATIONS) || given.has(LEASES)) {
            wanted = wanted.and(LeaseFilter.reservations(given.has(RESERVATIONS)));
        }
        if (given.has(UNFIT)) {
            wanted = wanted.and(LeaseFilter.unfit());
        }
        if (given.has(CONTESTED)) {
            wanted = wanted.and(LeaseFilter.contested());
        }
        String host = given.text(HOST).orElse(null);
        if (host != null) {
            wanted = wanted.and(LeaseFilter.heldBy(Given.host(HOST, host)));
        }
        String address = given.text(CONTAINING).orElse(null);
        if (address != null) {
            wanted = wanted.and(LeaseFilter.containing(IpAddress.parse(address)
                    .orElseThrow(() -> UsageError.of(CONTAINING, address, "an IP address such as 10.5.52.17"))));
        }
        String block = given.text(OVERLAPPING).orElse(null);
        return block == null ? wanted : wanted.and(overlapping(Given.subnet(block)));
    }

    /** Of a dual-stack subnet either half. */
    private static Predicate<LeaseRow> overlapping(Subnet subnet) {
        return Stream.of(IpFamily.values())
                .flatMap(family -> subnet.half(family).stream())
                .map(LeaseFilter::overlapping)
                .reduce(row -> false, Predicate::or);
    }
}
