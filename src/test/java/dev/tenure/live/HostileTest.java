package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.lease.SubnetLease;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What no agent would write, below subnets/. */
class HostileTest extends LiveTest {
    private static final String ADDRESS = "192.168.64.3";

    /** Keys and values that must not disturb; none of them is a lease of ours. */
    private static Map<String, String> garbage() {
        Map<String, String> all = new LinkedHashMap<>();
        int subnet = 100;
        for (String value : new String[] {
            "",
            "null",
            "[]",
            "\"x\"",
            "{",
            "{}",
            "{\"PublicIP\":7}",
            "{\"PublicIP\":\"300.1.1.1\"}",
            "{\"PublicIP\":[\"192.168.64.3\"]}",
            "{\"PublicIP\":\"192.168.64.3\",\"PublicIP\":\"192.168.64.77\"}",
            "{\"PublicIP\":null,\"PublicIPv6\":\"fe80::1%eth0\"}",
            "{\"PublicIP\":\"::ffff:192.168.64.81\"}",
            "{\"PublicIP\":\"192.168.64.78\",\"BackendData\":" + "[".repeat(5_000) + "}",
            "{\"PublicIP\":\"192.168.64.79\",\"BackendType\":{\"a\":1e99999}}",
            "{\"PublicIP\":\"192.168.64.3\u0000\"}",
            "\u00ff\u0000\u0001"
        }) {
            all.put("subnets/10.5." + subnet++ + ".0-24", value);
        }
        for (String key : new String[] {
            "x",
            "10.5.0.0",
            "10.5.90.0-33",
            "10.5.90.0-32",
            "10.5.90.1-24",
            "300.5.90.0-24",
            "10.5.90.0-24&",
            "&fd00::-64",
            "10.5.90.0-24&fe80::%1-64",
            "10.5.90.0-24/more",
            "10.5.90.0-024",
            "10.5.90.0--24",
            "-",
            " ",
            "10.5.90.0-99999999999999999999",
            "0.0.0.0-0",
            "a".repeat(2_000)
        }) {
            all.put("subnets/" + key, value("192.168.64.80"));
        }
        return all;
    }

    @Test
    void garbage_that_is_there_does_not_keep_us_from_a_subnet_of_our_own() {
        operator.network(NETWORK);
        operator.putAll(garbage());
        operator.put("subnets/10.5.140.0-24", new byte[1_000_000], 0);
        operator.putBinaryKey(new byte[] {0, -1, 47, -2}, new byte[] {1, 2, 3});
        LiveAgent agent = host(ADDRESS).start();
        SubnetLease lease = agent.awaitReady();

        assertThat(lease.key().text()).matches("10\\.5\\.\\d+\\.0-24");
        assertThat(garbage().keySet()).doesNotContain("subnets/" + lease.key().text());
        assertThat(operator.get("subnets/" + lease.key().text()).value()).isEqualTo(value(ADDRESS));
        assertThat(agent.peers().leases()).noneMatch(peer -> peer.holder().equals(ADDRESS));
        assertThat(logs.warnings()).allSatisfy(line -> assertThat(line).hasSizeLessThan(3_000));
    }

    @Test
    void garbage_that_comes_while_we_hold_a_lease_does_not_disturb_it() {
        operator.network(NETWORK);
        LiveAgent agent = host(ADDRESS).ttl(12).start();
        String key = agent.awaitReady().key().text();
        operator.put("subnets/10.5.140.0-24", new byte[1_000_000], 0);
        operator.putBinaryKey(new byte[] {0, -1, 47, -2}, new byte[] {1, 2, 3});
        garbage().forEach(operator::put);
        operator.put("subnets/10.5.150.0-24", value("192.168.64.99"));
        agent.until(
                "sees what came last",
                a -> a.peers().leases().stream()
                        .anyMatch(peer -> peer.key().text().equals("10.5.150.0-24")));
        agent.throughout("ready", Duration.ofSeconds(5), a -> a.health().isReady());

        assertThat(agent.key()).isEqualTo(key);
        assertThat(operator.get("subnets/" + key).version()).isEqualTo(1);
    }

    @Test
    void random_bytes_as_keys_and_values_do_not_disturb() {
        Seed seed = Seed.forTest("HostileTest");
        RandomGenerator random = seed.random();
        operator.network(NETWORK);
        LiveAgent agent = host(ADDRESS).start();
        String key = agent.awaitReady().key().text();
        for (int i = 0; i < 300; i++) {
            byte[] value = new byte[random.nextInt(200)];
            random.nextBytes(value);
            byte[] name = ("10.9." + random.nextInt(300) + "." + random.nextInt(3) + "-" + (16 + random.nextInt(30)))
                    .getBytes(StandardCharsets.UTF_8);
            if (random.nextBoolean()) {
                random.nextBytes(name);
            }
            operator.putBinaryKey(name, value);
        }
        operator.put("subnets/10.5.150.0-24", value("192.168.64.99"));
        agent.until(
                "sees what came last",
                a -> a.peers().leases().stream().anyMatch(peer -> peer.holder().equals("192.168.64.99")));

        agent.awaitReady();
        assertThat(operator.get("subnets/" + key).version()).as(seed.toString()).isEqualTo(1);
    }
}
