package dev.tenure.cli;

import dev.tenure.envfile.SubnetEnvReading;
import dev.tenure.golden.GoldenFile;
import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.Term;
import dev.tenure.operator.BulkPlan;
import dev.tenure.operator.BulkReport;
import dev.tenure.operator.HostsFile;
import dev.tenure.operator.LeaseOrder;
import dev.tenure.operator.LeaseRow;
import dev.tenure.operator.PoolReport;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.StrangeKeys;
import dev.tenure.subnet.Subnet;
import dev.tenure.tenancy.Registry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What people read. The input is a registry, one line a key: {@code network JSON}, {@code lease KEY HOST}, {@code reservation
 * KEY HOST}, {@code backend KEY HOST NAME}, {@code garbage KEY WHY}; other lines are the command's. A dot stands for an empty
 * line of a table.
 */
class TablesGoldenTest {
    /** {@code ttl} asks for the time left, which here is an hour for each grant's number. */
    @TestFactory
    Stream<DynamicTest> leases() {
        return GoldenFile.tests("table-leases.txt", input -> {
            boolean withLeft = has(input, "ttl");
            RegistrySnapshot snapshot = snapshot(input);
            List<LeaseRow> rows = LeaseRow.of(snapshot, withLeft ? left(snapshot) : Map.of()).stream()
                    .sorted(LeaseOrder.SUBNET)
                    .toList();
            return shown(LeaseListing.table(rows, withLeft));
        });
    }

    @TestFactory
    Stream<DynamicTest> pool() {
        return GoldenFile.tests("table-pool.txt", input -> {
            RegistrySnapshot snapshot = snapshot(input);
            return shown(PoolListing.table(PoolReport.of(snapshot, has(input, "ttl") ? left(snapshot) : Map.of())));
        });
    }

    /** {@code agent JSON} is what it answers, {@code env SUBNET} what the file says, {@code away} an etcd that is not there. */
    @TestFactory
    Stream<DynamicTest> status() {
        return GoldenFile.tests("table-status.txt", input -> {
            String url = "http://127.0.0.1:9475";
            List<LeaseRow> rows = LeaseRow.of(snapshot(input), Map.of()).stream()
                    .filter(row -> row.holder().equals("192.0.2.7"))
                    .toList();
            StatusReport report = new StatusReport(
                    "192.0.2.7",
                    lines(input, "agent ")
                            .map(json -> AgentSays.of(url, json))
                            .findFirst()
                            .orElseGet(() -> AgentSays.silent(url)),
                    Path.of("/run/flannel/subnet.env"),
                    env(input),
                    has(input, "away") ? Optional.empty() : Optional.of(rows));
            return shown(report.table()) + "\n" + (report.isGood() ? "good" : "not good");
        });
    }

    /** {@code host LINE} is a line of the file. */
    @TestFactory
    Stream<DynamicTest> reports() {
        return GoldenFile.tests("table-report.txt", input -> {
            HostsFile file = HostsFile.parse(lines(input, "host ").collect(Collectors.joining("\n")));
            return shown(BulkReserve.table(BulkReport.of(file, BulkPlan.of(snapshot(input), file, false))));
        });
    }

    private static SubnetEnvReading env(String input) {
        return lines(input, "env ")
                .<SubnetEnvReading>map(text -> new SubnetEnvReading.Found(subnet(text), null, null))
                .findFirst()
                .orElseGet(SubnetEnvReading.Absent::new);
    }

    private static Subnet subnet(String text) {
        try {
            return Given.subnet(text);
        } catch (UsageError e) {
            throw new AssertionError(e);
        }
    }

    private static RegistrySnapshot snapshot(String input) {
        Registry registry = new Registry();
        for (String line : input.split("\n", -1)) {
            String[] words = line.split(" ", 4);
            switch (words[0]) {
                case "network" -> registry.network(words[1]);
                case "lease" -> registry.lease(words[1], words[2]);
                case "reservation" -> registry.reservation(words[1], words[2]);
                case "backend" ->
                    registry.put(
                            Registry.key(words[1]),
                            HostAttributes.of(Registry.identity(words[2]), unescaped(words[3])),
                            new Term.Granted(registry.newGrant()));
                case "garbage" ->
                    registry.put(
                            Registry.key(words[1]),
                            new LeaseValue.Unreadable(unescaped(words[2] + " " + words[3])),
                            new Term.Reserved());
                default -> {
                    // the command's own
                }
            }
        }
        return new RegistrySnapshot(
                registry.networkEntry(), registry.table(), new StrangeKeys(List.of(), 0, 0), 0xcdf8L);
    }

    /** What no text file should hold as it is. */
    private static String unescaped(String text) {
        return text.translateEscapes();
    }

    private static Map<GrantId, Duration> left(RegistrySnapshot snapshot) {
        Map<GrantId, Duration> left = new HashMap<>();
        snapshot.leases().leases().stream()
                .flatMap(lease -> lease.term().granted().stream())
                .sorted(Comparator.comparingLong(GrantId::id))
                .forEach(grant -> left.put(grant, Duration.ofMinutes(61L * (left.size() + 1))));
        return left;
    }

    private static boolean has(String input, String word) {
        return Arrays.asList(input.split("\n", -1)).contains(word);
    }

    private static Stream<String> lines(String input, String beginning) {
        return input.lines().filter(line -> line.startsWith(beginning)).map(line -> line.substring(beginning.length()));
    }

    private static String shown(String table) {
        return table.stripTrailing().replace("\n\n", "\n.\n");
    }
}
