package dev.tenure.faults.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.faults.Audit;
import dev.tenure.faults.Observed;
import dev.tenure.live.Operator;
import dev.tenure.live.Patience;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.support.EtcdProgram;
import dev.tenure.support.EtcdServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Row 35: everybody starts in one second in a pool that has one subnet for each and none to spare, or loses the lease in one.
 * It takes two cores a minute or two; {@code -Dtenure.mass.hosts=…} and {@code -Dtenure.mass.processes=…} make it smaller.
 */
@Isolated
@Timeout(420)
class MassStartTest {
    private static final String PREFIX = "/mass";
    private static final int IN_ONE_JVM = Integer.getInteger("tenure.mass.hosts", 1_000);
    private static final int PROCESSES = Integer.getInteger("tenure.mass.processes", 40);
    private static final Duration WITHIN = Duration.ofMinutes(6);
    private static final double REQUESTS_MEAN_MAX = 12;
    private static final int LOSERS = 250;
    private static final Duration BACK_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path disk = Path.of("");

    private final EtcdServer etcd = EtcdServer.start();
    private final Audit audit = Audit.on(List.of(etcd.endpoint()), PREFIX);
    private final Operator operator = new Operator(etcd, PREFIX, audit::byOperator);

    /** With exactly so many subnets. */
    private static String network(int subnets, boolean isDualStack) {
        String ipv6 = String.format(
                Locale.ROOT,
                ",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/40\",\"IPv6SubnetLen\":64,"
                        + "\"IPv6SubnetMin\":\"fd01:0:0:1::\",\"IPv6SubnetMax\":\"fd01:0:0:%x::\"",
                subnets);
        return String.format(
                Locale.ROOT,
                "{\"Network\":\"10.0.0.0/12\",\"SubnetLen\":24,\"SubnetMin\":\"10.0.1.0\",\"SubnetMax\":\"10.%d.%d.0\"%s,"
                        + "\"Backend\":{\"Type\":\"vxlan\"}}",
                subnets / 256,
                subnets % 256,
                isDualStack ? ipv6 : "");
    }

    @Test
    void every_host_is_ready_with_a_subnet_of_its_own_in_ipv4() {
        startAll("IPv4", false);
    }

    @Test
    void every_host_is_ready_with_a_pair_of_its_own_in_dual_stack() {
        startAll("dual stack", true);
    }

    private void startAll(String families, boolean isDualStack) {
        operator.network(network(IN_ONE_JVM + PROCESSES, isDualStack));
        Map<String, String> options = Map.of("etcd-endpoints", etcd.endpoint(), "etcd-prefix", PREFIX);
        try (MassStart all = new MassStart(disk, options).withFleets(1, IN_ONE_JVM)) {
            Duration took = all.start(PROCESSES, WITHIN);
            Map<String, Map<String, Integer>> requests = all.requests();
            Map<String, String> keys = all.keys();
            Observed.row(
                    35,
                    EtcdProgram.usual(),
                    families + ": " + all.hosts() + " hosts start at once, " + PROCESSES
                            + " of them processes, with as many subnets",
                    "all ready after %.1f s; %s; all: %s",
                    took.toMillis() / 1_000.0,
                    MassStart.spread(requests),
                    MassStart.byKind(requests));

            assertThat(keys).hasSize(all.hosts());
            assertThat(keys.values())
                    .containsExactlyInAnyOrderElementsOf(operator.leases().keySet());
            assertNoAddressTwice(keys);
            assertNoGrantWithoutAReason(operator.newGrants().size(), all.hosts(), MassStart.byKind(requests));
            assertThat(MassStart.mean(requests)).isLessThanOrEqualTo(REQUESTS_MEAN_MAX);
            audit.assertSafe();
        }
    }

    @Test
    void every_host_whose_grant_is_revoked_is_back_on_its_own_subnet() {
        operator.network("{\"Network\":\"10.0.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}");
        Map<String, String> options = Map.of("etcd-endpoints", etcd.endpoint(), "etcd-prefix", PREFIX);
        try (MassStart all = new MassStart(disk, options).withFleets(1, LOSERS)) {
            Duration start = all.start(0, WITHIN);
            Map<String, String> before = all.keys();
            int requestsBefore = MassStart.total(all.requests());
            long revision = operator.revision();
            Set<String> grants = operator.newGrants();
            assertThat(grants).hasSize(LOSERS);

            long revoked = System.nanoTime();
            operator.revokeAll(grants);
            Duration revoking = Duration.ofNanos(System.nanoTime() - revoked);
            Patience.until(
                    "all leases back",
                    BACK_WITHIN,
                    () -> operator.leases().size() == LOSERS
                            && all.readyCount() == LOSERS
                            && all.keys().equals(before),
                    () -> operator.leases().size() + " leases");
            Duration back = Duration.ofNanos(System.nanoTime() - revoked);

            Map<String, Map<String, Integer>> requests = all.requests();
            double mean = (MassStart.total(requests) - requestsBefore) / (double) LOSERS;
            long puts = operator.historyAfter(revision).stream()
                    .filter(Operator.Event::isPut)
                    .count();
            Observed.row(
                    35,
                    EtcdProgram.usual(),
                    LOSERS + " hosts, ready after " + start.toMillis() + " ms, lose their grants within "
                            + revoking.toMillis() + " ms",
                    "all back on their own subnets after %.1f s with one revision each; RPCs a host: mean %.2f",
                    back.toMillis() / 1_000.0,
                    mean);
            assertThat(puts).isEqualTo(LOSERS);
            assertThat(operator.newGrants()).hasSize(LOSERS);
            assertThat(mean).isLessThanOrEqualTo(REQUESTS_MEAN_MAX);
            audit.assertSafe();
        }
    }

    /** One for each host; beyond that only what a host asked for and heard no answer to, as happens where all is slow. */
    private static void assertNoGrantWithoutAReason(int grants, int hosts, Map<String, Integer> requests) {
        assertThat(grants - hosts)
                .as("grants beyond one for each host")
                .isBetween(0, requests.getOrDefault("grant", 0) - hosts);
    }

    private static void assertNoAddressTwice(Map<String, String> keys) {
        Set<Object> halves = new HashSet<>();
        keys.forEach((host, key) -> {
            Subnet subnet = SubnetKey.parse(key).orElseThrow().subnet();
            if (subnet.ipv4() != null) {
                assertThat(halves.add(subnet.ipv4()))
                        .as(host + " has " + subnet)
                        .isTrue();
            }
            if (subnet.ipv6() != null) {
                assertThat(halves.add(subnet.ipv6()))
                        .as(host + " has " + subnet)
                        .isTrue();
            }
        });
    }

    @AfterEach
    void end() {
        audit.close();
        operator.close();
        etcd.close();
    }
}
