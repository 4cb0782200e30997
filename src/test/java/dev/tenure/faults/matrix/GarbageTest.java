package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.LiveAgent;
import dev.tenure.live.LiveHost;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Row 24: what no host would write, below subnets/. */
class GarbageTest extends Row {
    private static final String SUBNET = "10.5.150.0-24";
    private static final int MEGABYTE = 1_000_000;

    static Stream<Arguments> garbage() {
        return Stream.of(
                Arguments.of("an empty value", SUBNET, "", "lease-value"),
                Arguments.of("a value of 1 MB", SUBNET, "x".repeat(MEGABYTE), "lease-value"),
                Arguments.of("a value that is no JSON", SUBNET, "PublicIP: 192.168.64.80", "lease-value"),
                Arguments.of("a key with a bad CIDR", "10.5.150.0-33", value("192.168.64.80"), "lease-key"),
                Arguments.of("a key with IPv6 alone", "&fd00:0:0:1::-64", value("192.168.64.80"), "lease-key"),
                Arguments.of(
                        "a value with IPv6 alone",
                        SUBNET,
                        "{\"PublicIP\":null,\"PublicIPv6\":\"fd00::9\",\"BackendType\":\"vxlan\"}",
                        ""),
                Arguments.of("a second key with our address", SUBNET, value(ADDRESS), ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("garbage")
    void row_24_garbage_is_skipped_and_counted_and_its_subnet_counts_as_taken(
            String what, String lastPart, String value, String kind) {
        LiveAgent agent = host(ADDRESS).ttl(24).start();
        String key = agent.awaitReady().key().text();
        // on a grant, for without one a second key of ours would be a reservation, to which we move
        operator.put("subnets/" + lastPart, value.getBytes(StandardCharsets.UTF_8), operator.grant(600));
        long start = operator.put("subnets/10.5.151.0-24", value("192.168.64.81"));
        agent.until(
                "sees what came after it",
                a -> a.peers().leases().stream().anyMatch(peer -> peer.modRevision() == start));
        LiveHost late =
                host(OTHER).ttl(24).withSubnetEnv("FLANNEL_NETWORK=10.5.0.0/16\nFLANNEL_SUBNET=10.5.150.1/24\n");
        String other = late.start().awaitReady().key().text();
        if (lastPart.equals(SUBNET)) {
            assertThat(other).as("the subnet of the garbage").isNotEqualTo(SUBNET);
        }
        for (LiveAgent each : agents) {
            if (!kind.isEmpty()) {
                assertThat(each.metric("tenure_malformed_total{kind=\"" + kind + "\"}"))
                        .as("counted")
                        .hasValue(1.0);
            }
        }
        agent.throughout("ready", Duration.ofSeconds(2), a -> a.health().isReady());
        assertThat(agent.key()).isEqualTo(key);
        assertThat(logs.warnings()).allSatisfy(line -> assertThat(line).hasSizeLessThan(500));
        assertThat(operator.get("subnets/" + lastPart).version()).isEqualTo(1);

        goes("subnets/" + lastPart);
        isSafeAndAtRest();
        agentsWrote(1, start);
        observed(
                24,
                what,
                "%sskipped%s; what is held and the watch are undisturbed",
                kind.isEmpty() ? "" : "counted as " + kind + ", ",
                lastPart.equals(SUBNET) ? ", its subnet counts as taken" : "");
    }
}
