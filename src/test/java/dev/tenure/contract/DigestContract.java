package dev.tenure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryDigest;
import dev.tenure.registry.RegistrySnapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every registry's digest counts: what a snapshot shows, and what it does not show. */
abstract class DigestContract extends ReadingContract {
    private RegistryDigest digest() {
        return await(registry.digest());
    }

    @Test
    void a_digest_of_nothing_is_of_nothing() {
        other.delete("config");

        RegistryDigest digest = digest();

        assertThat(digest.keys()).isZero();
        assertThat(digest.newest()).isZero();
        assertThat(digest.networkRevision()).isZero();
        assertThat(digest.revision()).isEqualTo(other.revision());
    }

    @Test
    void a_digest_is_of_the_same_store_and_revision_as_a_snapshot() {
        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);

        RegistrySnapshot snapshot = await(registry.snapshot());
        RegistryDigest digest = digest();

        assertThat(digest.revision()).isEqualTo(snapshot.revision());
        assertThat(digest.storeId()).isEqualTo(snapshot.storeId());
        assertThat(digest.networkRevision()).isEqualTo(snapshot.network().modRevision());
    }

    @Test
    void a_digest_counts_every_key_below_subnets_and_no_other() {
        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);
        other.put("subnets/10.5.2.0-24", value("192.168.64.2"), grant().id());
        other.put("subnets/strange", "", 0);
        long newest = other.putBinaryKey(new byte[] {-1, 0}, new byte[] {1});
        other.put("subnetsx/10.5.3.0-24", value("192.168.64.3"), 0);
        other.put("subnets", value("192.168.64.3"), 0);
        other.put("config.bak", "{", 0);
        long network = other.put("config", CONFIG, 0);

        RegistryDigest digest = digest();

        assertThat(digest.keys()).isEqualTo(4);
        assertThat(digest.newest()).isEqualTo(newest);
        assertThat(digest.networkRevision()).isEqualTo(network);
        assertThat(digest.revision()).isEqualTo(network);
    }

    @Test
    void a_digest_follows_writes_over_and_removals() {
        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);
        long second = other.put("subnets/10.5.2.0-24", value("192.168.64.2"), 0);
        long first = other.put("subnets/10.5.1.0-24", value("192.168.64.9"), 0);
        assertThat(digest().newest()).isEqualTo(first);

        other.delete("subnets/10.5.1.0-24");

        assertThat(digest().keys()).isEqualTo(1);
        assertThat(digest().newest()).isEqualTo(second);
    }

    @Test
    void a_digest_of_many_leases_is_what_a_snapshot_adds_up_to() {
        Map<String, String> leases = new LinkedHashMap<>();
        for (int i = 0; i < 2500; i++) {
            leases.put("subnets/10." + i / 256 + "." + i % 256 + ".0-24", value("172.16." + i / 256 + "." + i % 256));
        }
        leases.put("subnets/strange", "");
        other.putAll(leases);
        other.put("subnets/10.3.7.0-24", value("172.16.3.7"), 0);

        RegistrySnapshot snapshot = await(registry.snapshot());
        RegistryDigest digest = digest();

        assertThat(digest.keys())
                .isEqualTo(snapshot.leases().size() + snapshot.strangeKeys().count())
                .isEqualTo(2501);
        assertThat(digest.newest())
                .isEqualTo(snapshot.leases().leases().stream()
                        .mapToLong(SubnetLease::modRevision)
                        .max()
                        .orElseThrow());
    }

    @Test
    void strange_keys_are_counted_however_many_there_are() {
        long newest = 0;
        for (int i = 0; i < 30; i++) {
            newest = other.put("subnets/strange" + i, "", 0);
        }

        RegistrySnapshot snapshot = await(registry.snapshot());

        assertThat(snapshot.strangeKeys().count()).isEqualTo(30).isEqualTo(digest().keys());
        assertThat(snapshot.strangeKeys().newest()).isEqualTo(newest).isEqualTo(digest().newest());
    }
}
