package dev.tenure.operator;

import static dev.tenure.operator.Snapshots.DUAL;
import static dev.tenure.operator.Snapshots.IP;
import static dev.tenure.operator.Snapshots.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.Term;
import dev.tenure.tenancy.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What can be wrong with hosts and with grants, and what a repair may remove of it. */
class HostCheckTest {
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

    private GrantId grant(String key) {
        return registry.at(key).term().granted().orElseThrow();
    }

    private static CheckFacts.GrantFact quietFor(Duration quiet, long keys) {
        return new CheckFacts.GrantFact(Duration.ofDays(1), Duration.ofDays(1).minus(quiet), keys);
    }

    private static CheckFacts grants(Map<GrantId, CheckFacts.GrantFact> grants) {
        return new CheckFacts(grants, List.of());
    }

    @Test
    void a_host_whose_reservation_does_not_fit_may_live_elsewhere() {
        registry.reservation("10.9.8.0-24", IP).lease("10.5.9.0-24", IP);
        finds("""
                warning unfit-reservation [10.9.8.0-24] the reservation 10.9.8.0-24 of 192.168.64.3 is of no use: \
                10.9.8.0/24 does not lie in the network 10.5.0.0/16
                  -> remove it (tenure unreserve 10.9.8.0/24 --delete) and reserve another, or change the network config
                """);
    }

    @Test
    void a_host_with_two_leases_of_which_one_is_left_over() {
        registry.lease("10.5.8.0-24", IP).lease("10.5.9.0-24", IP);
        finds("""
                warning ip-twice [10.5.8.0-24, 10.5.9.0-24] 192.168.64.3 has 2 keys: the lease 10.5.8.0-24, the lease \
                10.5.9.0-24
                  -> a host that moves has two for a moment; if it stays so, the one that it does not use ends with its grant
                """);
        GrantId old = grant("10.5.8.0-24");
        GrantId used = grant("10.5.9.0-24");
        finds(
                grants(Map.of(old, quietFor(Duration.ofHours(20), 1), used, quietFor(Duration.ofMinutes(9), 1))),
                """
                warning ip-twice [10.5.8.0-24, 10.5.9.0-24] 192.168.64.3 has 2 keys: the lease 10.5.8.0-24, the lease \
                10.5.9.0-24
                  -> 10.5.8.0/24 is no longer kept alive, so release what is left over, or let repair remove it
                  - 10.5.8.0-24@%d
                """.formatted(at("10.5.8.0-24")));
        for (CheckFacts unsure : List.of(
                grants(Map.of(old, quietFor(Duration.ofMinutes(59), 1), used, quietFor(Duration.ZERO, 1))),
                grants(Map.of(old, quietFor(Duration.ofHours(20), 1))))) {
            assertThat(RegistryCheck.of(Snapshots.of(registry), unsure).findings())
                    .singleElement()
                    .extracting(Finding::repairs)
                    .isEqualTo(List.of());
        }
    }

    @Test
    void what_one_key_of_three_hangs_on_is_not_known_so_none_is_left_over() {
        registry.lease("10.5.8.0-24", IP).lease("10.5.9.0-24", IP).lease("10.5.10.0-24", IP);
        CheckFacts twoOfThree = grants(Map.of(
                grant("10.5.8.0-24"), quietFor(Duration.ofHours(20), 1),
                grant("10.5.9.0-24"), quietFor(Duration.ZERO, 1)));
        assertThat(RegistryCheck.of(Snapshots.of(registry), twoOfThree).findings())
                .singleElement()
                .extracting(Finding::repairs)
                .isEqualTo(List.of());
    }

    @Test
    void a_host_shares_its_IPv6_address_with_nobody_by_having_two_keys() {
        registry.network(DUAL)
                .lease("10.5.8.0-24&fd01:0:0:8::-64", IP + ",fd00::3")
                .lease("10.5.9.0-24&fd01:0:0:9::-64", IP + ",fd00::3")
                .lease("0.0.0.0-0&fd01:0:0:a::-64", "fd00::3");
        assertThat(RegistryCheck.of(Snapshots.of(registry), CheckFacts.NONE).findings())
                .extracting(Finding::code)
                .contains(FindingCode.IP_TWICE)
                .doesNotContain(FindingCode.SHARED_IPV6);
    }

    @Test
    void a_host_with_reservations_beside_what_it_has() {
        registry.lease("10.5.8.0-24", IP).reservation("10.5.9.0-24", IP);
        finds("""
                warning ip-twice [10.5.8.0-24, 10.5.9.0-24] 192.168.64.3 has 2 keys: the lease 10.5.8.0-24, the reservation \
                10.5.9.0-24
                  -> an agent of Tenure lives on the reservation and releases the rest by itself; flanneld has to be stopped \
                there
                """);
        registry.reservation("10.5.10.0-24", IP);
        assertThat(Shown.findings(RegistryCheck.of(Snapshots.of(registry), CheckFacts.NONE)))
                .endsWith("-> keep one reservation, and remove the others (tenure unreserve 10.5.10.0/24 --delete)");
    }

    @Test
    void two_hosts_with_one_IPv6_address() {
        registry.network(DUAL)
                .lease("10.5.8.0-24&fd01:0:0:8::-64", IP + ",fd00::3")
                .lease("10.5.9.0-24&fd01:0:0:9::-64", OTHER + ",fd00::3");
        finds("""
                warning shared-ipv6 [10.5.8.0-24&fd01:0:0:8::-64, 10.5.9.0-24&fd01:0:0:9::-64] 192.168.64.3 and 192.168.64.9 \
                both say that their PublicIPv6 is fd00::3
                  -> give each host an IPv6 address of its own, or name the right one with --public-ipv6
                """);
    }

    @Test
    void grants_that_carry_several_keys_or_none() {
        registry.lease("10.5.8.0-24", IP);
        GrantId shared = grant("10.5.8.0-24");
        registry.put(Registry.key("10.5.9.0-24"), Registry.attributes(OTHER), new Term.Granted(shared));
        finds(
                grants(Map.of(
                        shared,
                        quietFor(Duration.ofHours(2), 2),
                        new GrantId(0x77),
                        quietFor(Duration.ofHours(2), 0),
                        new GrantId(0x78),
                        quietFor(Duration.ofSeconds(3), 0),
                        new GrantId(0x79),
                        quietFor(Duration.ofHours(2), 1))),
                """
                notice shared-grant [10.5.8.0-24, 10.5.9.0-24] 2 keys hang on the grant %s and end together: 10.5.8.0-24 of \
                192.168.64.3, 10.5.9.0-24 of 192.168.64.9
                  -> an agent of Tenure removes what hangs on its grant beside its own key; else see who wrote the others
                notice orphan-grant [] 1 grant carries no key: 77
                  -> they end by themselves; where nothing but Tenure and flannel uses this etcd, repair may revoke them
                  - grant 77
                """.formatted(shared));
        assertThat(RegistryCheck.of(Snapshots.of(registry), CheckFacts.NONE).isClean())
                .isTrue();
    }

    @Test
    void reservations_that_should_be_there() {
        registry.reservation("10.5.8.0-24", IP)
                .lease("10.5.9.0-24", "192.168.64.4")
                .lease("10.5.10.0-24", OTHER);
        HostsFile file =
                HostsFile.parse("192.168.64.3,10.5.8.0/24\n192.168.64.4,10.5.9.0/24\n192.168.64.5,10.5.10.0/24\n"
                        + "192.168.64.6,10.5.11.0/24\n192.168.64.7\n");
        finds(new CheckFacts(Map.of(), file.lines()), """
                warning reservation-with-ttl [10.5.9.0-24] the lease 10.5.9.0-24 of 192.168.64.4 has a TTL, and should be a \
                reservation (line 2); flanneld gives its own reservations one
                  -> make it a reservation again (tenure reserve 10.5.9.0/24 --public-ip 192.168.64.4)
                warning missing-reservation [] 10.5.10.0/24 should be reserved for 192.168.64.5 (line 3), and the lease \
                10.5.10.0-24 of 192.168.64.9 is there
                  -> reserve it (tenure reserve 10.5.10.0/24 --public-ip 192.168.64.5)
                warning missing-reservation [] 10.5.11.0/24 should be reserved for 192.168.64.6 (line 4)
                  -> reserve it (tenure reserve 10.5.11.0/24 --public-ip 192.168.64.6)
                """);
    }
}
