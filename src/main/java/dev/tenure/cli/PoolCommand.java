package dev.tenure.cli;

import dev.tenure.operator.PoolReport;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkReading;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code tenure pool}: how much room there is. */
public final class PoolCommand extends OperatorCommand {
    private static final CommandOption TTL = CommandOption.toggle(
            "ttl", "Also find the lease that ends next unless it is renewed; one request for each lease.");

    public PoolCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public String name() {
        return "pool";
    }

    @Override
    public String summary() {
        return "Count the subnets of the network: leased, reserved and free.";
    }

    @Override
    List<CommandOption> ownOptions() {
        return List.of(TTL);
    }

    @Override
    String description() {
        return """
                Counts the subnets that the network config offers from SubnetMin to SubnetMax. A subnet
                is leased or reserved if it shares an address with a lease or a reservation. Reservations outside of
                the range use up none of it; unfit is what the network config does not ask for.
                """;
    }

    @Override
    String oneMeans() {
        return "there is no network config that can be used";
    }

    @Override
    List<String> examples() {
        return List.of("tenure pool", "tenure pool --ttl -o json");
    }

    @Override
    Job job(Given given) {
        boolean withLeft = given.has(TTL);
        return session -> session.registry()
                .snapshot()
                .compose(snapshot -> TimesLeft.of(session, snapshot.leases().leases(), withLeft)
                        .map(left -> answer(session.output(), snapshot, PoolReport.of(snapshot, left))));
    }

    private static Answer answer(Output output, RegistrySnapshot snapshot, PoolReport report) {
        Optional<String> trouble = trouble(snapshot.network().reading());
        String out = output == Output.JSON
                ? PoolListing.json(snapshot.revision(), report, trouble)
                : PoolListing.table(report);
        return trouble.map(sentence -> output == Output.JSON
                        ? Answer.found(out)
                        : Answer.found(out).withNote(sentence))
                .orElseGet(() -> Answer.good(out));
    }

    private static Optional<String> trouble(NetworkReading reading) {
        return switch (reading) {
            case NetworkConfig good -> Optional.empty();
            case NetworkReading.Absent absent ->
                Optional.of("there is no network config, so there is no pool; put one with tenure network set");
            case NetworkReading.Broken broken ->
                Optional.of("the network config can't be used, so there is no pool: " + broken.reason()
                        + "; see tenure network show");
        };
    }
}
