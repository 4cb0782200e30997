package dev.tenure.faults.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.faults.Audit;
import dev.tenure.faults.Observed;
import dev.tenure.live.Logs;
import dev.tenure.live.Operator;
import dev.tenure.live.Patience;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.support.EtcdProgram;
import dev.tenure.support.EtcdServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Row 37: agents of ours and flannelds that write blindly share one etcd, and both are restarted all the time. */
@Isolated
@Timeout(240)
class MixedFleetTest {
    private static final String PREFIX = "/mixed";
    private static final int OURS = 50;
    private static final int FLANNELDS = 20;
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final Duration TROUBLE = Duration.ofSeconds(60);
    private static final Duration WITHIN = Duration.ofSeconds(40);

    /** A younger claim of ours goes at once, an older one after five seconds; then come a release and a busy machine. */
    private static final Duration YIELD_AT_ONCE = Duration.ofSeconds(5);

    /** 100 subnets for 71 hosts, so that they do meet. */
    private static final String IPV4 =
            "\"Network\":\"10.5.0.0/16\",\"SubnetMin\":\"10.5.1.0\",\"SubnetMax\":\"10.5.100.0\","
                    + "\"Backend\":{\"Type\":\"vxlan\"}";

    private static final String DUAL = IPV4 + ",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\","
            + "\"IPv6SubnetMin\":\"fd01:0:0:1::\",\"IPv6SubnetMax\":\"fd01:0:0:64::\"";

    private final Logs logs = new Logs();
    private final EtcdServer etcd = EtcdServer.start();
    private final Audit audit = Audit.on(List.of(etcd.endpoint()), PREFIX);
    private final Operator operator = new Operator(etcd, PREFIX, audit::byOperator);
    private final RandomGenerator random = Seed.forTest("MixedFleetTest").random();
    private final List<FlanneldLike> flannelds = new ArrayList<>();

    private final Map<String, String> options =
            Map.of("etcd-endpoints", etcd.endpoint(), "etcd-prefix", PREFIX, "subnet-lease-ttl", TTL.toSeconds() + "s");

    private final Path disk;
    private final Fleet ours;
    private final Fleet migrating;

    /** A host that runs flanneld at first, then our agent, then flanneld again. */
    private final FleetHost migrant;

    MixedFleetTest(@TempDir Path disk) {
        this.disk = disk;
        ours = Fleet.of(1, OURS, disk, options).auditedBy(audit);
        migrating = Fleet.of(200, 1, disk, options).auditedBy(audit);
        migrant = migrating.hosts().getFirst();
    }

    private FlanneldLike flanneldOn(FleetHost host) {
        FlanneldLike flanneld = new FlanneldLike(operator, host, TTL, random);
        flannelds.add(flanneld);
        flanneld.start();
        return flanneld;
    }

    private FlanneldLike flanneldNumber(int number) {
        FleetHost host = new FleetHost(number, disk, options);
        audit.byStranger(host.publicIp());
        return flanneldOn(host);
    }

    private void until(String what, BooleanSupplier holds) {
        Patience.until(what, WITHIN, holds, () -> migrant + "\n" + flannelds + "\n" + operator.leases());
    }

    @Test
    void in_ipv4_both_keep_theirs() {
        shareTheNetwork("IPv4", "{" + IPV4 + "}");
    }

    @Test
    void in_dual_stack_ours_go_where_a_flanneld_takes_half_of_what_they_have() {
        List<Conflicts.Conflict> conflicts = shareTheNetwork("dual stack", "{" + DUAL + "}");

        assertThat(conflicts).as("without conflicts this has shown nothing").isNotEmpty();
    }

    @Test
    void a_host_of_ours_goes_where_a_flanneld_that_slept_too_long_takes_its_subnet_back() {
        operator.network("{" + IPV4 + "}");
        FlanneldLike sleeper = flanneldNumber(100);
        until("a subnet for the flanneld", () -> !sleeper.key().isEmpty());
        String path = "subnets/" + sleeper.key();
        sleeper.hang();
        until("its lease to end", () -> operator.find(path).isEmpty());
        migrant.remembers(sleeper.host());
        migrating.start(migrant);
        migrating.awaitReady(WITHIN);
        assertThat("subnets/" + migrant.key()).as("what its subnet.env names").isEqualTo(path);

        sleeper.goOnAndRenew();
        until("the flanneld to have put its key", () -> sleeper.overwritten() == 1);
        until("our host to be elsewhere", () -> migrant.isReady() && !path.endsWith("/" + migrant.key()));
        sleeper.stop();
        assertThat(Conflicts.publicIp(operator.get(path)))
                .isEqualTo(sleeper.host().publicIp());
        audit.assertSafe();
        audit.assertAtRest(WITHIN);
        Observed.row(
                37,
                EtcdProgram.usual(),
                "flanneld wakes after its TTL and puts its key over that of our host",
                "ours takes another subnet and writes nothing over theirs");
    }

    private List<Conflicts.Conflict> shareTheNetwork(String families, String network) {
        operator.network(network);
        Set<String> ourIps = ours.hosts().stream().map(FleetHost::publicIp).collect(Collectors.toSet());
        try (Conflicts conflicts = new Conflicts(operator, ourIps::contains)) {
            FlanneldLike onMigrant = flanneldOn(migrant);
            ours.start();
            IntStream.range(100, 100 + FLANNELDS).forEach(this::flanneldNumber);
            ours.awaitReady(WITHIN);
            FleetHost reserved = ours.hosts().getFirst();
            String reservation = reserve(reserved);

            String migrated = migrateToTenure(onMigrant);
            int troubles = makeTrouble(reserved);
            migrateBack(onMigrant, migrated);

            flannelds.forEach(FlanneldLike::stop);
            ours.awaitReady(WITHIN);
            assertThat(operator.get(reservation).grant()).isZero();
            assertThat("subnets/" + reserved.key()).isEqualTo(reservation);
            judge(families, troubles, conflicts.seen());
            audit.assertSafe();
            audit.assertAtRest(WITHIN);
            return conflicts.seen();
        }
    }

    /** An operator makes a reservation of what this host holds. */
    private String reserve(FleetHost host) {
        String path = "subnets/" + host.key();
        operator.put(path, operator.get(path).value());
        return path;
    }

    private String migrateToTenure(FlanneldLike flanneld) {
        until("a subnet for the host that is to migrate", () -> !flanneld.key().isEmpty());
        String key = flanneld.key();
        flanneld.stop();
        boolean isItsAlone = isItsAlone(key);
        migrating.start(migrant);
        migrating.awaitReady(WITHIN);
        assertThat(isItsAlone ? migrant.key() : key)
                .as("from flanneld to Tenure")
                .isEqualTo(key);
        return migrant.key();
    }

    /** In dual stack flanneld takes pairs of which somebody has a half; a host of ours that finds such a key yields. */
    private boolean isItsAlone(String key) {
        Subnet subnet = SubnetKey.parse(key).orElseThrow().subnet();
        return operator.leases().keySet().stream()
                .filter(other -> !other.equals(key))
                .flatMap(other -> SubnetKey.parse(other).stream())
                .noneMatch(other -> other.subnet().overlaps(subnet));
    }

    /** What it holds by now: another flanneld may have taken a half of what it had. */
    private void migrateBack(FlanneldLike flanneld, String before) {
        migrating.awaitReady(WITHIN);
        String key = migrant.key();
        migrating.stop(migrant);
        flanneld.start();
        until("the host that has migrated back", () -> !flanneld.key().isEmpty());
        assertThat(flanneld.key())
                .as("from Tenure to flanneld, after " + before)
                .isEqualTo(key);
    }

    private int makeTrouble(FleetHost spared) {
        List<FleetHost> victims =
                ours.hosts().stream().filter(host -> !host.equals(spared)).toList();
        long end = System.nanoTime() + TROUBLE.toNanos();
        int troubles = 0;
        while (System.nanoTime() < end) {
            FlanneldLike flanneld = flannelds.get(1 + random.nextInt(FLANNELDS));
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> restart(victims.get(random.nextInt(victims.size())));
                case 4, 5, 6 -> {
                    flanneld.stop();
                    flanneld.start();
                }
                // its key will be gone, and may be another host's, when it goes on
                case 7 -> flanneld.hang();
                default -> flannelds.forEach(FlanneldLike::goOnIfItHungForLong);
            }
            troubles++;
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
        }
        flannelds.forEach(FlanneldLike::goOn);
        return troubles;
    }

    private void restart(FleetHost host) {
        ours.stop(host);
        ours.start(host);
    }

    private void judge(String families, int troubles, List<Conflicts.Conflict> conflicts) {
        List<Conflicts.Conflict> open =
                conflicts.stream().filter(conflict -> !conflict.isReserved()).toList();
        Observed.row(
                37,
                EtcdProgram.usual(),
                families + ": " + OURS + " agents beside " + FLANNELDS + " flannelds, " + troubles
                        + " restarts and hangs",
                "%d conflicts, ours younger %d (longest %d ms), ours older %d (longest %d ms); flannelds ended %d times"
                        + " by themselves and put over another's key %d times",
                conflicts.size(),
                open.stream().filter(Conflicts.Conflict::isOursYounger).count(),
                longest(open, true).toMillis(),
                open.stream().filter(conflict -> !conflict.isOursYounger()).count(),
                longest(open, false).toMillis(),
                flannelds.stream().mapToInt(flanneld -> flanneld.ends().size()).sum(),
                flannelds.stream().mapToInt(FlanneldLike::overwritten).sum());
        assertThat(longest(open, true))
                .as("the younger goes at once: " + conflicts)
                .isLessThan(YIELD_AT_ONCE);
        // the older goes after five seconds, unless it was started again: then it takes its claim for an old one, and
        // stays
    }

    private static Duration longest(List<Conflicts.Conflict> conflicts, boolean isOursYounger) {
        return conflicts.stream()
                .filter(conflict -> conflict.isOursYounger() == isOursYounger)
                .map(Conflicts.Conflict::lasted)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    @AfterEach
    void end() {
        flannelds.forEach(FlanneldLike::close);
        ours.close();
        migrating.close();
        audit.close();
        operator.close();
        logs.close();
        etcd.close();
    }
}
