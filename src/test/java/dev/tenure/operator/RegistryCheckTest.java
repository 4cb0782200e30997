package dev.tenure.operator;

import static dev.tenure.operator.Snapshots.DUAL;
import static dev.tenure.operator.Snapshots.IP;
import static dev.tenure.operator.Snapshots.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.StrangeKeys;
import dev.tenure.tenancy.Registry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Everything that can be wrong in a registry: what is said about it, what cures it, and what a repair may remove. */
class RegistryCheckTest {
    private final Registry registry = new Registry().network("10.5.0.0/16");

    private void finds(CheckFacts facts, String expected) {
        assertThat(Shown.findings(RegistryCheck.of(Snapshots.of(registry), facts)))
                .isEqualTo(expected.stripTrailing());
    }

    private void finds(String expected) {
        finds(CheckFacts.NONE, expected);
    }

    private long at(String key) {
        return registry.at(key).modRevision();
    }

    @Test
    void a_registry_in_order_gives_an_empty_report() {
        registry.lease("10.5.8.0-24", IP).reservation("10.5.9.0-24", OTHER);
        CheckReport report = RegistryCheck.of(Snapshots.of(registry), CheckFacts.NONE);
        assertThat(report.findings()).isEmpty();
        assertThat(report.isClean()).isTrue();
        assertThat(report.storeId()).isEqualTo(Snapshots.STORE);
        assertThat(report.revision()).isEqualTo(registry.table().revision());
    }

    @Test
    void a_missing_and_a_broken_network_config() {
        registry.networkDeleted();
        finds("""
                error network-config-missing [] there is no network config in etcd
                  -> put a good one (tenure network set FILE): agents that hold a subnet keep it meanwhile, and no other host \
                gets one
                """);
        registry.network("{\"Network\":\"10.5.0.0/99\\u0007\"}");
        assertThat(Shown.findings(RegistryCheck.of(Snapshots.of(registry), CheckFacts.NONE)))
                .startsWith(
                        "error network-config-broken [] the network config in etcd is broken: Network is \"10.5.0.0/99?\"");
    }

    @Test
    void of_two_leases_that_overlap_the_younger_may_be_removed() {
        registry.lease("10.5.9.0-24", OTHER).lease("10.5.9.7-24", IP);
        finds("""
                error overlap [10.5.9.7-24, 10.5.9.0-24] the lease 10.5.9.7-24 of 192.168.64.3 overlaps the lease 10.5.9.0-24 \
                of 192.168.64.9, which comes first
                  -> an agent of Tenure on 192.168.64.3 yields by itself in seconds; flanneld never does, so release it \
                (tenure release 10.5.9.0/24 --force) or let repair remove it
                  - 10.5.9.7-24@%d
                notice odd-key [10.5.9.7-24] the lease 10.5.9.7-24 of 192.168.64.3 means 10.5.9.0/24, which hosts write as \
                10.5.9.0-24
                  -> write it as 10.5.9.0-24 the next time
                """.formatted(at("10.5.9.7-24")));
    }

    @Test
    void a_reservation_stands_against_an_older_lease_and_against_another_reservation() {
        registry.network(DUAL)
                .lease("10.5.9.0-24&fd01:0:0:9::-64", OTHER + ",fd00::9")
                .reservation("10.5.8.0-24&fd01:0:0:9::-64", IP + ",fd00::3")
                .reservation("10.5.8.0-24&fd01:0:0:8::-64", "192.168.64.4,fd00::4");
        finds("""
                error overlap [10.5.8.0-24&fd01:0:0:8::-64, 10.5.8.0-24&fd01:0:0:9::-64] the reservation \
                10.5.8.0-24&fd01:0:0:8::-64 of 192.168.64.4,fd00::4 overlaps the reservation 10.5.8.0-24&fd01:0:0:9::-64 of \
                192.168.64.3,fd00::3, which is as good: neither yields
                  -> remove it (tenure unreserve 10.5.8.0/24,fd01:0:0:8::/64 --delete), or that of 192.168.64.3,fd00::3
                error overlap [10.5.9.0-24&fd01:0:0:9::-64, 10.5.8.0-24&fd01:0:0:9::-64] the lease \
                10.5.9.0-24&fd01:0:0:9::-64 of 192.168.64.9,fd00::9 overlaps the reservation 10.5.8.0-24&fd01:0:0:9::-64 of \
                192.168.64.3,fd00::3, which comes first
                  -> an agent of Tenure on 192.168.64.9,fd00::9 yields by itself in seconds; flanneld never does, so release it \
                (tenure release 10.5.9.0/24,fd01:0:0:9::/64 --force) or let repair remove it
                  - 10.5.9.0-24&fd01:0:0:9::-64@%d
                """.formatted(at("10.5.9.0-24&fd01:0:0:9::-64")));
    }

    @Test
    void keys_that_do_not_fit_the_network_config() {
        registry.network("{\"Network\":\"10.5.0.0/16\",\"SubnetMax\":\"10.5.100.0\",\"Backend\":{\"Type\":\"vxlan\"}}")
                .lease("10.6.8.0-24", IP)
                .reservation("10.6.9.0-24", OTHER)
                .lease("10.5.200.0-24", "192.168.64.4")
                .reservation("10.5.201.0-24", "192.168.64.5");
        finds("""
                warning unfit-lease [10.6.8.0-24] the lease 10.6.8.0-24 of 192.168.64.3 does not fit: 10.6.8.0/24 does not lie \
                in the network 10.5.0.0/16
                  -> an agent of Tenure moves by itself unless it was told to hold; flanneld has to be started anew
                warning unfit-reservation [10.6.9.0-24] the reservation 10.6.9.0-24 of 192.168.64.9 is of no use: 10.6.9.0/24 \
                does not lie in the network 10.5.0.0/16
                  -> remove it (tenure unreserve 10.6.9.0/24 --delete) and reserve another, or change the network config
                warning reservation-with-ttl [10.5.200.0-24] the lease 10.5.200.0-24 of 192.168.64.4 has a TTL: 10.5.200.0/24 \
                does not lie between SubnetMin 10.5.1.0 and SubnetMax 10.5.100.0, where leases are given, so either it was a \
                reservation (flanneld gives its own a TTL), or the range was narrowed
                  -> make it a reservation again (tenure reserve 10.5.200.0/24 --public-ip 192.168.64.4); else the host's \
                agent moves
                """);
    }

    @Test
    void values_and_keys_that_nobody_can_have_written() {
        registry.garbage("10.5.8.0-24");
        registry.put(
                Registry.key("10.5.9.0-24"),
                HostAttributes.of(new HostIdentity(null, null), "vxlan"),
                new Term.Reserved());
        CheckReport report = RegistryCheck.of(Snapshots.of(registry), CheckFacts.NONE);
        assertThat(report.findings()).hasSize(2);
        assertThat(report.findings().get(0).sentence())
                .isEqualTo("the key 10.5.8.0-24 of nobody (it is not JSON) keeps everybody away from 10.5.8.0/24");
        assertThat(report.findings().get(0).repairs())
                .containsExactly(new Repair.DeleteKey("10.5.8.0-24", at("10.5.8.0-24")));
        assertThat(report.findings().get(1).sentence())
                .isEqualTo("the reservation 10.5.9.0-24 of nobody (it names no address) can be taken by no host");
        assertThat(report.findings().get(1).repairs()).isEmpty();
    }

    @Test
    void strange_keys_are_counted_and_named_as_far_as_that_is_known_and_never_repaired() {
        assertThat(strange("10.5.52.0_24")).isEqualTo("""
                        warning strange-key [10.5.52.0_24] 1 key below subnets/ is not the key of a lease: "10.5.52.0_24"
                          -> no host reads such a key and no repair removes one: see who writes it (etcdctl get --prefix \
                        --keys-only <prefix>/subnets/ names every key as it is), then remove it with etcdctl del""");
        assertThat(strange("a", "b", "c"))
                .startsWith(
                        "warning strange-key [a, b, c] 3 keys below subnets/ are not the key of a lease: \"a\", \"b\", \"c\"\n");
        assertThat(strange("a", "b", "c", "d"))
                .startsWith(
                        "warning strange-key [a, b, c, d] 4 keys below subnets/ are not the key of a lease: \"a\", \"b\", \"c\""
                                + " and so on\n");
    }

    private String strange(String... names) {
        RegistrySnapshot snapshot = new RegistrySnapshot(
                registry.networkEntry(),
                registry.table(),
                new StrangeKeys(List.of(names), names.length, 12),
                Snapshots.STORE);
        return Shown.findings(RegistryCheck.of(snapshot, CheckFacts.NONE));
    }

    @Test
    void one_lease_of_another_backend_is_named() {
        registry.put(
                Registry.key("10.5.8.0-24"),
                HostAttributes.of(Snapshots.host(IP), "udp"),
                new Term.Granted(registry.newGrant()));
        assertThat(Shown.findings(RegistryCheck.of(Snapshots.of(registry), CheckFacts.NONE)))
                .startsWith("warning other-backend [10.5.8.0-24] 1 key names another backend than the network config's"
                        + " \"vxlan\": 10.5.8.0-24 says \"udp\"\n");
    }

    @Test
    void leases_of_another_backend_are_one_finding() {
        registry.lease("10.5.8.0-24", IP);
        for (int i = 9; i < 12; i++) {
            registry.put(
                    Registry.key("10.5." + i + ".0-24"),
                    HostAttributes.of(Snapshots.host("192.168.64." + i), "host-gw\u001b🐉" + "x".repeat(10_000)),
                    new Term.Granted(registry.newGrant()));
        }
        CheckReport report = RegistryCheck.of(Snapshots.of(registry), CheckFacts.NONE);
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.OTHER_BACKEND);
            assertThat(finding.keys()).hasSize(3);
            assertThat(finding.sentence())
                    .startsWith("3 keys name another backend than the network config's \"vxlan\": 10.5.9.0-24 says"
                            + " \"host-gw??xxx")
                    .hasSizeLessThan(200)
                    .matches("[\\p{Print}…]+");
        });
    }

    @Test
    void whatever_stands_in_etcd_every_sentence_is_one_short_printable_line() {
        List<SubnetLease> leases = new ArrayList<>();
        for (String value : List.of(
                "",
                "\u001b[31m🐉",
                "x".repeat(1_000_000),
                "{\"PublicIP\":\"\\u001b🐉\"}",
                "{\"PublicIP\":\"" + "9".repeat(60_000) + "\"}",
                "{\"PublicIP\":\"10.0.0.1\",\"BackendType\":\"\\n🐉" + "b".repeat(60_000) + "\"}",
                "{\"PublicIP\":\"0.0.0.0\"}")) {
            long revision = 20L + leases.size();
            leases.add(new SubnetLease(
                    Registry.key("10.5." + revision + ".0-24"),
                    LeaseCodec.decode(value.getBytes(StandardCharsets.UTF_8)),
                    new Term.Reserved(),
                    revision,
                    revision));
        }
        RegistrySnapshot snapshot = new RegistrySnapshot(
                registry.networkEntry(), LeaseTable.of(leases, 99), Snapshots.NONE_STRANGE, Snapshots.STORE);
        CheckReport report = RegistryCheck.of(snapshot, CheckFacts.NONE);
        assertThat(report.findings()).hasSize(7).allSatisfy(finding -> {
            assertThat(finding.sentence()).matches("[\\p{Print}…]{1,300}");
            assertThat(finding.cure()).matches("[\\p{Print}…]{1,300}");
        });
    }

    @Test
    void ten_thousand_leases_are_checked_at_once_even_if_each_is_wrong() {
        RegistrySnapshot good = SomeRegistry.large("{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":24}", 10_000);
        RegistrySnapshot bad = new RegistrySnapshot(
                registry.network("{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":25}")
                        .networkEntry(),
                LeaseTable.of(
                        IntStream.range(0, 10_000)
                                .mapToObj(i -> new SubnetLease(
                                        Registry.key("10." + i / 250 + "." + i % 250 + ".1-" + (8 + i % 16)),
                                        Registry.attributes("192.168.64." + i % 200),
                                        new Term.Granted(new GrantId(7)),
                                        i + 1,
                                        i + 1))
                                .toList(),
                        99_999),
                Snapshots.NONE_STRANGE,
                Snapshots.STORE);
        long millis = CpuTime.millisOf("10,000 good leases and 10,000 bad ones checked", () -> {
            assertThat(RegistryCheck.of(good, CheckFacts.NONE).findings()).isEmpty();
            assertThat(RegistryCheck.of(bad, CheckFacts.NONE).findings()).hasSizeGreaterThan(10_000);
        });
        assertThat(millis).isLessThan(5_000);
    }
}
