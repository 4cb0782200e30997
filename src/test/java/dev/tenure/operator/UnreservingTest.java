package dev.tenure.operator;

import static dev.tenure.operator.Snapshots.IP;
import static dev.tenure.operator.Snapshots.OTHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.Term;
import dev.tenure.tenancy.Registry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a reservation ends: as a lease that its host goes on with, or with nothing left of it. */
class UnreservingTest {
    private final Registry registry = new Registry().network("10.5.0.0/16");

    private UnreserveOutcome unreserve(String host, String subnet, boolean delete) {
        Optional<HostIdentity> identity = host.isEmpty() ? Optional.empty() : Optional.of(Snapshots.host(host));
        return Unreserving.plan(Snapshots.of(registry), new UnreserveRequest(identity, Snapshots.some(subnet), delete));
    }

    private static void refused(UnreserveOutcome outcome, String code, String sentence) {
        assertThat(outcome).isInstanceOf(UnreserveOutcome.Refused.class);
        assertThat(outcome.sentence()).isEqualTo(sentence);
        assertThat(((UnreserveOutcome.Refused) outcome).refusal().code().label())
                .isEqualTo(code);
    }

    @ParameterizedTest(name = "unreserve \"{1}\" of \"{0}\"")
    @CsvSource({"192.168.64.3,''", "'',10.5.52.0/24", "192.168.64.3,10.5.52.0/24"})
    void a_reservation_becomes_a_lease_with_the_same_value(String host, String subnet) {
        registry.reservation("10.5.52.0-24", IP).reservation("10.5.53.0-24", OTHER);
        UnreserveOutcome outcome = unreserve(host, subnet, false);
        assertThat(outcome)
                .isEqualTo(new UnreserveOutcome.ToLease(registry.at("10.5.52.0-24"), Registry.attributes(IP), ""));
        assertThat(outcome.sentence())
                .isEqualTo("the reservation 10.5.52.0-24 of 192.168.64.3 becomes a lease,"
                        + " which ends unless the host's agent keeps it alive");
    }

    @Test
    void it_says_if_the_lease_would_not_fit() {
        registry.network("{\"Network\":\"10.5.0.0/16\",\"SubnetMin\":\"10.5.60.0\"}")
                .reservation("10.5.52.0-24", IP);
        assertThat(unreserve(IP, "", false).sentence())
                .endsWith(
                        "; 10.5.52.0/24 does not lie between SubnetMin 10.5.60.0 and SubnetMax 10.5.255.0, where leases"
                                + " are given, so its host will move to another subnet");
    }

    @Test
    void a_host_that_is_gone_needs_no_lease() {
        registry.reservation("10.5.52.0-24", IP);
        UnreserveOutcome outcome = unreserve(IP, "", true);
        assertThat(outcome).isEqualTo(new UnreserveOutcome.Delete(registry.at("10.5.52.0-24")));
        assertThat(outcome.sentence())
                .isEqualTo("the reservation 10.5.52.0-24 of 192.168.64.3 is deleted;"
                        + " an agent that lives on it claims the same subnet again, as a lease");
    }

    @Test
    void without_a_network_config_a_reservation_ends_all_the_same() {
        registry.networkDeleted().reservation("10.5.52.0-24", IP);
        assertThat(unreserve(IP, "", false)).isInstanceOf(UnreserveOutcome.ToLease.class);
    }

    @Test
    void what_is_no_reservation_any_more_is_no_mistake() {
        assertThat(unreserve(IP, "", false))
                .isEqualTo(new UnreserveOutcome.Nothing("there is no reservation of 192.168.64.3"));
        registry.lease("10.5.52.0-24", IP);
        assertThat(unreserve(IP, "10.5.52.0/24", false))
                .isEqualTo(new UnreserveOutcome.Nothing("the lease 10.5.52.0-24 of 192.168.64.3 is no reservation"));
        assertThat(unreserve(IP, "10.5.53.0/24", true))
                .isEqualTo(new UnreserveOutcome.Nothing("there is no reservation of 10.5.53.0/24 of 192.168.64.3"));
        assertThat(unreserve("", "10.5.52.0/25", true))
                .isEqualTo(new UnreserveOutcome.Nothing(
                        "there is no reservation of 10.5.52.0/25; what overlaps it is the lease 10.5.52.0-24 of"
                                + " 192.168.64.3, so name that one if you mean it"));
    }

    @Test
    void a_lease_is_not_deleted() {
        registry.lease("10.5.52.0-24", IP);
        refused(
                unreserve(IP, "", true),
                "is-lease",
                "the lease 10.5.52.0-24 of 192.168.64.3 is no reservation, so it is not deleted;"
                        + " to end a lease, release it (tenure release 10.5.52.0/24 --force)");
    }

    @Test
    void another_hosts_reservation_is_not_the_one_that_is_meant() {
        registry.reservation("10.5.52.0-24", OTHER);
        refused(
                unreserve(IP, "10.5.52.0/24", true),
                "other-holder",
                "10.5.52.0/24 is not held by 192.168.64.3: it is the reservation 10.5.52.0-24 of 192.168.64.9;"
                        + " name that host, or the host's own subnet");
    }

    @Test
    void of_two_reservations_it_must_be_said_which_is_meant() {
        registry.reservation("10.5.52.0-24", IP).reservation("10.6.52.0-24", IP);
        refused(
                unreserve(IP, "", true),
                "ambiguous",
                "192.168.64.3 has the reservations 10.5.52.0/24, 10.6.52.0/24; say which of them is to end");
        assertThat(unreserve("", "10.6.52.0/24", true))
                .isEqualTo(new UnreserveOutcome.Delete(registry.at("10.6.52.0-24")));
    }

    @Test
    void a_value_that_names_no_host_can_only_be_deleted() {
        registry.garbage("10.5.52.0-24");
        registry.put(
                Registry.key("10.5.53.0-24"), HostAttributes.of(new HostIdentity(null, null), ""), new Term.Reserved());
        refused(
                unreserve("", "10.5.52.0/24", false),
                "unreadable-value",
                "the key 10.5.52.0-24 of nobody (it is not JSON) can be nobody's lease; say --delete to remove it");
        refused(
                unreserve("", "10.5.53.0/24", false),
                "unreadable-value",
                "the reservation 10.5.53.0-24 of nobody (it names no address) can be nobody's lease;"
                        + " say --delete to remove it");
        assertThat(unreserve("", "10.5.52.0/24", true)).isInstanceOf(UnreserveOutcome.Delete.class);
        assertThat(unreserve("", "10.5.53.0/24", true)).isInstanceOf(UnreserveOutcome.Delete.class);
    }

    @Test
    void of_two_keys_that_mean_one_subnet_the_younger_ends_first() {
        registry.reservation("10.5.52.7-24", IP).reservation("10.5.52.0-24", IP);
        for (String host : List.of(IP, "")) {
            assertThat(unreserve(host, "10.5.52.0/24", true))
                    .isEqualTo(new UnreserveOutcome.Delete(registry.at("10.5.52.0-24")));
        }
        registry.deletes("10.5.52.0-24");
        assertThat(unreserve(IP, "", true)).isEqualTo(new UnreserveOutcome.Delete(registry.at("10.5.52.7-24")));
    }

    @Test
    void it_must_be_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UnreserveRequest(Optional.empty(), Optional.empty(), true));
    }
}
