package dev.tenure.operator;

import static dev.tenure.operator.Snapshots.IP;
import static dev.tenure.operator.Snapshots.OTHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.Term;
import dev.tenure.tenancy.Registry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which keys go when a lease is given back, and which never do. */
class ReleasingTest {
    private final Registry registry = new Registry().network("10.5.0.0/16");

    private ReleaseOutcome release(String host, String subnet, boolean force) {
        Optional<HostIdentity> identity = host.isEmpty() ? Optional.empty() : Optional.of(Snapshots.host(host));
        return Releasing.plan(
                Snapshots.of(registry), new ReleaseRequest(identity, Snapshots.some(subnet), force, Optional.empty()));
    }

    private ReleaseOutcome releaseOwn() {
        return Releasing.plan(Snapshots.of(registry), ReleaseRequest.ofSelf(Snapshots.host(IP)));
    }

    private static void refused(ReleaseOutcome outcome, String code, String sentence) {
        assertThat(outcome).isInstanceOf(ReleaseOutcome.Refused.class);
        assertThat(outcome.sentence()).isEqualTo(sentence);
        assertThat(((ReleaseOutcome.Refused) outcome).refusal().code().label()).isEqualTo(code);
    }

    @Test
    void a_host_gives_back_what_it_has_and_keeps_its_reservation() {
        registry.lease("10.5.8.0-24", IP).lease("10.5.9.0-24", IP).lease("10.5.10.0-24", OTHER);
        registry.reservation("10.5.11.0-24", IP);
        ReleaseOutcome outcome = releaseOwn();
        assertThat(outcome)
                .isEqualTo(new ReleaseOutcome.Delete(List.of(registry.at("10.5.8.0-24"), registry.at("10.5.9.0-24"))));
        assertThat(outcome.sentence())
                .isEqualTo(
                        "the lease 10.5.8.0-24 of 192.168.64.3 and the lease 10.5.9.0-24 of 192.168.64.3 are deleted;"
                                + " an agent that runs there claims a subnet again");
    }

    @Test
    void another_hosts_lease_is_released_only_with_force() {
        registry.lease("10.5.52.0-24", OTHER);
        refused(
                release("", "10.5.52.0/24", false),
                "needs-force",
                "the lease 10.5.52.0-24 of 192.168.64.9 is another host's, and whatever runs there loses its network;"
                        + " say --force if that host is gone or shall move");
        assertThat(release("", "10.5.52.0/24", true))
                .isEqualTo(new ReleaseOutcome.Delete(List.of(registry.at("10.5.52.0-24"))));
        assertThat(release(OTHER, "", true)).isEqualTo(release("", "10.5.52.0/24", true));
        assertThat(release(OTHER, "10.5.52.0/24", true).sentence())
                .isEqualTo("the lease 10.5.52.0-24 of 192.168.64.9 is deleted;"
                        + " an agent that runs there claims a subnet again");
    }

    @Test
    void a_host_that_is_not_the_holder_is_named_in_vain() {
        registry.lease("10.5.52.0-24", OTHER);
        refused(
                release(IP, "10.5.52.0/24", true),
                "other-holder",
                "10.5.52.0/24 is not held by 192.168.64.3: it is the lease 10.5.52.0-24 of 192.168.64.9;"
                        + " name that host, or the host's own subnet");
    }

    @Test
    void a_reservation_is_never_released() {
        registry.reservation("10.5.52.0-24", IP);
        String sentence = "the reservation 10.5.52.0-24 of 192.168.64.3 is never released; end it first"
                + " (tenure unreserve 10.5.52.0/24, or with --delete for a host that is gone)";
        refused(releaseOwn(), "is-reservation", sentence);
        refused(release("", "10.5.52.0/24", true), "is-reservation", sentence);
    }

    @Test
    void what_is_not_there_is_no_mistake() {
        assertThat(releaseOwn()).isEqualTo(new ReleaseOutcome.Nothing("there is no lease of 192.168.64.3"));
        registry.lease("10.5.52.0-24", OTHER);
        assertThat(release("", "10.5.52.0/25", true).sentence())
                .isEqualTo("there is no lease of 10.5.52.0/25; what overlaps it is the lease 10.5.52.0-24 of"
                        + " 192.168.64.9, so name that one if you mean it");
    }

    @Test
    void a_key_whose_value_names_nobody_is_released_with_force_whatever_it_hangs_on() {
        registry.garbage("10.5.52.0-24");
        registry.put(
                Registry.key("10.5.53.0-24"),
                new LeaseValue.Unreadable("it is not JSON"),
                new Term.Granted(registry.newGrant()));
        assertThat(release("", "10.5.52.0/24", false)).isInstanceOf(ReleaseOutcome.Refused.class);
        assertThat(release("", "10.5.52.0/24", true)).isInstanceOf(ReleaseOutcome.Delete.class);
        assertThat(release("", "10.5.53.0/24", true)).isInstanceOf(ReleaseOutcome.Delete.class);
    }

    @Test
    void of_two_hosts_whose_keys_mean_one_subnet_it_must_be_said_which_is_meant() {
        registry.lease("10.5.52.0-24", OTHER).lease("10.5.52.7-24", IP);
        refused(
                release("", "10.5.52.0/24", true),
                "ambiguous",
                "10.5.52.0/24 is held under several keys: the lease 10.5.52.0-24 of 192.168.64.9 and the lease"
                        + " 10.5.52.7-24 of 192.168.64.3; say whose is meant (--public-ip 192.168.64.9 or --public-ip"
                        + " 192.168.64.3), and see with tenure check what is nobody's");
        assertThat(release(IP, "10.5.52.0/24", true))
                .isEqualTo(new ReleaseOutcome.Delete(List.of(registry.at("10.5.52.7-24"))));
        registry.garbage("10.5.52.7-24");
        assertThat(release("", "10.5.52.0/24", true).sentence())
                .contains("the key 10.5.52.7-24 of nobody (it is not JSON) and the lease 10.5.52.0-24 of 192.168.64.9;"
                        + " say whose is meant (--public-ip 192.168.64.9), and");
        assertThat(release(OTHER, "10.5.52.0/24", true))
                .isEqualTo(new ReleaseOutcome.Delete(List.of(registry.at("10.5.52.0-24"))));
    }

    @Test
    void it_must_be_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReleaseRequest(Optional.empty(), Optional.empty(), true, Optional.empty()));
    }
}
