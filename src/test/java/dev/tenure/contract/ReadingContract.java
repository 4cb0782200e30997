package dev.tenure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.StrangeKeys;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkReading;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every registry makes of what others have written, however strange it is. */
abstract class ReadingContract extends ScopeContract {
    private static final int MEGABYTE = 1024 * 1024;

    @BeforeEach
    void writeNetworkConfig() {
        other.put("config", CONFIG, 0);
    }

    private LeaseValue valueAt(String keyText) {
        return await(registry.snapshot())
                .leases()
                .find(key(keyText))
                .orElseThrow()
                .value();
    }

    @Test
    void a_snapshot_shows_the_network_config_and_every_lease_at_one_revision() {
        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), grant().id());
        long last = other.put("subnets/10.5.2.0-24&fd00:0:0:2::-64", value("192.168.64.2"), 0);

        RegistrySnapshot snapshot = await(registry.snapshot());

        assertThat(snapshot.revision()).isEqualTo(last);
        assertThat(snapshot.network().modRevision()).isEqualTo(networkRevision());
        assertThat(snapshot.network().reading()).isInstanceOf(NetworkConfig.class);
        assertThat(snapshot.leases().size()).isEqualTo(2);
        assertThat(snapshot.leases().find(key("10.5.1.0-24")).map(SubnetLease::isReservation))
                .contains(false);
        assertThat(snapshot.leases().find(key("10.5.2.0-24&fd00:0:0:2::-64")).map(SubnetLease::isReservation))
                .contains(true);
        assertThat(snapshot.strangeKeys().names()).isEmpty();
    }

    @Test
    void two_snapshots_come_from_the_same_store() {
        assertThat(await(registry.snapshot()).storeId())
                .isEqualTo(await(registry.snapshot()).storeId());
    }

    @Test
    void a_snapshot_of_nothing_is_empty() {
        other.delete("config");

        RegistrySnapshot snapshot = await(registry.snapshot());

        assertThat(snapshot.network().reading()).isEqualTo(new NetworkReading.Absent());
        assertThat(snapshot.network().modRevision()).isZero();
        assertThat(snapshot.leases().size()).isZero();
        assertThat(snapshot.revision()).isPositive();
    }

    @Test
    void a_broken_network_config_is_told_with_its_revision() {
        long broken = other.put("config", "{\"Network\":\"10.5.0.0/99\"}", 0);

        RegistrySnapshot snapshot = await(registry.snapshot());

        assertThat(snapshot.network().reading()).isInstanceOf(NetworkReading.Broken.class);
        assertThat(snapshot.network().modRevision()).isEqualTo(broken);
    }

    @Test
    void a_snapshot_of_2500_leases_is_whole_and_of_one_revision() {
        Map<String, String> leases = new LinkedHashMap<>();
        for (int i = 0; i < 2500; i++) {
            leases.put("subnets/10." + i / 256 + "." + i % 256 + ".0-24", value("172.16." + i / 256 + "." + i % 256));
        }
        other.putAll(leases);

        RegistrySnapshot snapshot = await(registry.snapshot());

        assertThat(snapshot.leases().size()).isEqualTo(2500);
        assertThat(snapshot.revision()).isEqualTo(other.revision());
        assertThat(snapshot.leases().leases()).allMatch(lease -> lease.modRevision() <= snapshot.revision());
    }

    @Test
    void a_snapshot_read_while_others_write_is_still_of_one_revision() {
        Map<String, String> leases = new LinkedHashMap<>();
        for (int i = 0; i < 1500; i++) {
            leases.put("subnets/10." + i / 256 + "." + i % 256 + ".0-24", value("172.16." + i / 256 + "." + i % 256));
        }
        other.putAll(leases);
        var reading = registry.snapshot();
        for (int i = 0; i < 30; i++) {
            other.put("subnets/10.99." + i + ".0-24", value("172.17.0." + i), 0);
        }

        RegistrySnapshot snapshot = await(reading);

        assertThat(snapshot.leases().leases()).allMatch(lease -> lease.modRevision() <= snapshot.revision());
        long late = snapshot.leases().leases().stream()
                .filter(lease -> lease.key().text().startsWith("10.99."))
                .count();
        assertThat(snapshot.leases().size()).isEqualTo((int) (1500 + late));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "42",
                "\"10.5.52.0\"",
                "{",
                "{}",
                "{\"PublicIP\":null}",
                "{\"PublicIP\":7}",
                "{\"PublicIP\":\"192.168.64.999\"}",
                "{\"PublicIP\":\"fe80::1%eth0\"}",
                "{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":\"fe80::1%eth0\"}",
                "{\"PublicIP\":\"192.168.64.3\",\"BackendType\":[]}",
                "{\"PublicIP\":\"192.168.64.3\"}{}"
            })
    void a_value_that_no_agent_wrote_is_data_and_its_key_is_taken(String value) {
        other.put("subnets/10.5.52.0-24", value, 0);

        assertThat(valueAt("10.5.52.0-24")).isInstanceOf(LeaseValue.Unreadable.class);
    }

    @Test
    void a_binary_value_is_data() {
        byte[] binary = new byte[512];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = (byte) i;
        }
        other.put("subnets/10.5.52.0-24", binary, 0);

        assertThat(valueAt("10.5.52.0-24")).isInstanceOf(LeaseValue.Unreadable.class);
    }

    @Test
    void values_of_a_megabyte_are_data_and_do_not_hide_the_others() {
        byte[] megabyte = ("{\"PublicIP\":\"" + "1".repeat(MEGABYTE) + "\"}").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20; i++) {
            other.put("subnets/10.5." + i + ".0-24", megabyte, 0);
        }
        other.put("subnets/10.5.52.0-24", value("192.168.64.3"), 0);

        RegistrySnapshot snapshot = await(registry.snapshot());

        assertThat(snapshot.leases().size()).isEqualTo(21);
        assertThat(snapshot.leases().find(key("10.5.7.0-24")).orElseThrow().value())
                .isInstanceOf(LeaseValue.Unreadable.class);
        assertThat(snapshot.leases().find(key("10.5.52.0-24")).orElseThrow().value())
                .isEqualTo(host("192.168.64.3"));
    }

    @Test
    void the_last_of_duplicate_fields_counts_whatever_its_case() {
        other.put(
                "subnets/10.5.52.0-24",
                "{\"PublicIP\":\"192.168.64.1\",\"publicip\":\"192.168.64.2\",\"PUBLICIP\":\"192.168.64.3\"}",
                0);

        HostAttributes attributes = (HostAttributes) valueAt("10.5.52.0-24");

        assertThat(attributes.publicIp()).hasToString("192.168.64.3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "10.5.52.0",
                "10.5.52.0-",
                "10.5.52.0-32",
                "10.5.52.0-99999999999999999999",
                "10.5.256.0-24",
                "10.5.52.0-24/extra",
                "10.5.52.0-24&fd00::%eth0-64",
                "10.5.52.0-24&fd00::-128",
                "10.5.52.0-24&",
                "0.0.0.0-0",
                "\n",
                "../config"
            })
    void a_key_that_is_not_a_lease_s_is_named_and_nothing_else(String last) {
        other.put("subnets/" + last, value("192.168.64.3"), 0);
        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);

        RegistrySnapshot snapshot = await(registry.snapshot());

        assertThat(snapshot.strangeKeys().names()).containsExactly(last.replace('\n', '?'));
        assertThat(snapshot.leases().size()).isEqualTo(1);
    }

    @Test
    void binary_and_very_long_keys_are_shown_cut_and_printable() {
        other.putBinaryKey(new byte[] {0, -1, (byte) 0xc3, 0x28, '1'}, new byte[] {1});
        other.put("subnets/" + "k".repeat(100_000), "", 0);

        RegistrySnapshot snapshot = await(registry.snapshot());

        assertThat(snapshot.strangeKeys().names()).hasSize(2).allMatch(shown -> shown.length() <= 80);
        assertThat(snapshot.strangeKeys().names())
                .allMatch(shown -> shown.chars().allMatch(c -> c >= 0x20 && c <= 0x7e));
    }

    @Test
    void no_more_than_twenty_strange_keys_are_named() {
        for (int i = 0; i < 30; i++) {
            other.put("subnets/strange" + i, "", 0);
        }

        assertThat(await(registry.snapshot()).strangeKeys().names()).hasSize(StrangeKeys.NAMES_MAX);
    }

    @Test
    void keys_that_only_begin_like_ours_are_not_read() {
        other.put("subnetsx/10.5.3.0-24", value("192.168.64.3"), 0);
        other.put("config.bak", "{", 0);
        other.put("subnets", value("192.168.64.3"), 0);

        RegistrySnapshot snapshot = await(registry.snapshot());

        assertThat(snapshot.leases().size()).isZero();
        assertThat(snapshot.strangeKeys().names()).isEmpty();
        assertThat(snapshot.network().reading()).isInstanceOf(NetworkConfig.class);
    }

    @Test
    void answers_arrive_on_the_context_on_which_the_registry_was_made() {
        Promise<String> first = Promise.promise();
        Promise<String> second = Promise.promise();
        registry.snapshot()
                .onComplete(done -> first.complete(Thread.currentThread().getName()));
        registry.grant(DAY)
                .onComplete(done -> second.complete(Thread.currentThread().getName()));

        assertThat(await(first.future())).contains("vert.x-eventloop-thread").isEqualTo(await(second.future()));
    }
}
