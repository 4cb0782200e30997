package dev.tenure.operator;

import static dev.tenure.operator.Snapshots.DUAL;
import static dev.tenure.operator.Snapshots.IP;
import static dev.tenure.operator.Snapshots.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.HostAttributes;
import dev.tenure.tenancy.Registry;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What reserving and releasing come to where a host has several keys, or more addresses than the network asks for. */
class SeveralKeysTest {
    private final Registry registry = new Registry().network("10.5.0.0/16");

    private ReserveOutcome reserve(String subnet, String host, boolean move) {
        return Reserving.plan(
                Snapshots.of(registry), new ReserveRequest(Snapshots.host(host), Snapshots.some(subnet), move));
    }

    @Test
    void of_two_reservations_the_one_that_fits_is_the_hosts() {
        registry.reservation("10.6.8.0-24", IP).reservation("10.5.8.0-24", IP);
        assertThat(reserve("", IP, false)).isEqualTo(new ReserveOutcome.AlreadyReserved(registry.at("10.5.8.0-24")));
    }

    @Test
    void of_two_keys_that_mean_one_subnet_the_older_is_reserved() {
        registry.lease("10.5.52.7-24", IP).lease("10.5.52.0-24", IP);
        for (String subnet : new String[] {"", "10.5.52.0/24"}) {
            assertThat(reserve(subnet, IP, false))
                    .isEqualTo(new ReserveOutcome.Convert(registry.at("10.5.52.7-24"), Registry.attributes(IP)));
        }
    }

    @Test
    void a_half_that_does_not_fit_or_that_another_host_claims_is_not_kept() {
        registry.network(DUAL).lease("10.6.9.0-24&fd01:0:0:9::-64", IP + ",fd00::3");
        ReserveOutcome moved = reserve("", IP + ",fd00::3", true);
        assertThat(moved.subnet().orElseThrow()).hasToString("10.5.9.0/24,fd01:0:0:9::/64");
        registry.lease("10.5.7.0-24&fd01:0:0:9::-64", OTHER + ",fd00::9");
        assertThat(reserve("", IP + ",fd00::3", true).subnet().orElseThrow().ipv6())
                .as("the half that is contested")
                .isNotEqualTo(moved.subnet().orElseThrow().ipv6());
    }

    @Test
    void an_address_of_a_family_that_is_off_is_not_written() {
        ReserveOutcome.Create create = (ReserveOutcome.Create) reserve("10.5.52.0/24", IP + ",fd00::3", false);
        assertThat(create.attributes()).isEqualTo(HostAttributes.of(Snapshots.host(IP), "vxlan"));
    }

    @Test
    void a_host_that_names_another_one_needs_force_as_anybody_does() {
        registry.lease("10.5.52.0-24", OTHER);
        ReleaseRequest request = new ReleaseRequest(
                Optional.of(Snapshots.host(OTHER)), Optional.empty(), false, Optional.of(Snapshots.host(IP)));
        assertThat(Releasing.plan(Snapshots.of(registry), request))
                .isInstanceOfSatisfying(
                        ReleaseOutcome.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.NEEDS_FORCE));
    }
}
