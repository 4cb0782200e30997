package dev.tenure.tenancy;

import static dev.tenure.tenancy.HostAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A host for which only a reservation will do: what it takes, what it waits for, and what it leaves alone. */
class ReservedOnlyTest {
    private static final String KEY = "10.5.52.0-24";
    private static final String OTHER_KEY = "10.5.77.0-24";
    private static final String OTHER = "192.168.64.9";

    private final Registry registry = new Registry().network("10.5.0.0/16");
    private final Host host = Host.reservedOnlyIn(registry);

    private Host holding() {
        registry.reservation(KEY, Host.IP);
        return host.settles();
    }

    private String waitSentence() {
        return host.tenancy.status().blocked().map(WaitReason::sentence).orElse("nothing is waited for");
    }

    /** Goes on until nothing more happens by itself. */
    private Host comesToRest() {
        for (int steps = 0; steps < 10 && host.tenancy.nextWake().isPresent(); steps++) {
            host.waits();
            if (host.said.contains(new TenancyCommand.ReadSnapshot())) {
                host.reads();
            }
        }
        return host;
    }

    @Test
    void without_a_reservation_it_waits_says_how_one_is_made_and_writes_nothing() {
        host.startsWithPrevious("10.5.52.0/24");
        assertThat(host).is("waiting").waitsFor(WaitReason.Code.NO_RESERVATION).writesNothing();
        assertThat(host.tenancy.nextWake()).isEmpty();
        assertThat(waitSentence())
                .isEqualTo("with --mode=reserved-only this host waits for a reservation for its public IP 192.168.64.3;"
                        + " make one, and it takes it at once: tenure reserve SUBNET --public-ip 192.168.64.3");
    }

    @Test
    void a_host_with_ipv6_alone_is_told_to_be_named_by_it() {
        registry.network("{\"EnableIPv4\":false,\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"}");
        host.starts(Host.IP + ",fd00::3", null);
        assertThat(waitSentence()).endsWith("tenure reserve SUBNET --public-ip fd00::3");
    }

    @Test
    void a_reservation_that_appears_is_taken_at_once() {
        host.starts();
        registry.reservation(KEY, Host.IP);
        assertThat(host.sees()).keepsAlive(KEY).writesNothing();
        assertThat(host.renews()).holds(KEY).orders("10.5.52.0/24");
    }

    @Test
    void a_reservation_for_another_host_and_a_lease_that_goes_wake_nobody() {
        registry.lease(OTHER_KEY, OTHER);
        host.starts();
        registry.reservation(KEY, OTHER).deletes(OTHER_KEY);
        assertThat(host.sees()).is("waiting").saysNothing();
    }

    @Test
    void of_two_reservations_the_previous_subnet_comes_first_and_then_the_oldest() {
        registry.reservation(OTHER_KEY, Host.IP).reservation(KEY, Host.IP);
        assertThat(host.startsWithPrevious("10.5.52.0/24")).keepsAlive(KEY);
        assertThat(Host.reservedOnlyIn(registry).starts()).keepsAlive(OTHER_KEY);
    }

    @Test
    void a_lease_of_its_own_is_named_and_neither_used_nor_deleted() {
        registry.lease(KEY, Host.IP);
        host.starts();
        assertThat(host)
                .is("waiting")
                .waitsFor(WaitReason.Code.LEASE_NOT_RESERVED)
                .writesNothing();
        assertThat(host).keepsAlive();
        assertThat(waitSentence())
                .isEqualTo("10.5.52.0-24 of this host is a lease, and with --mode=reserved-only it takes a reservation"
                        + " only; the lease ends with its grant, and until then this keeps the subnet: tenure reserve"
                        + " --self");
    }

    @Test
    void a_lease_of_its_own_that_is_turned_into_a_reservation_is_taken_at_once() {
        registry.lease(KEY, Host.IP);
        host.starts();
        registry.reservation(KEY, Host.IP);
        assertThat(host.sees()).keepsAlive(KEY);
        assertThat(host.renews()).holds(KEY).writesNothing();
    }

    @Test
    void a_lease_of_its_own_that_ends_is_not_named_any_longer() {
        registry.lease(KEY, Host.IP);
        host.starts();
        registry.deletes(KEY);
        host.sees();
        assertThat(host).waitsFor(WaitReason.Code.NO_RESERVATION).writesNothing();
    }

    @Test
    void a_lease_of_its_own_that_becomes_another_hosts_is_not_named_any_longer() {
        registry.lease(KEY, Host.IP);
        host.starts();
        registry.lease(KEY, OTHER);
        assertThat(host.sees()).waitsFor(WaitReason.Code.NO_RESERVATION).writesNothing();
    }

    @Test
    void a_reservation_that_the_network_config_does_not_allow_is_named_until_it_does() {
        registry.reservation("10.9.0.0-24", Host.IP);
        host.starts();
        assertThat(host).waitsFor(WaitReason.Code.RESERVATION_UNFIT).writesNothing();
        assertThat(waitSentence()).startsWith("the reservation 10.9.0.0-24 of this host does not fit");
        registry.network("10.0.0.0/8");
        assertThat(host.sees().waits()).keepsAlive("10.9.0.0-24");
    }

    @Test
    void a_deleted_reservation_is_waited_for_and_taken_again() {
        holding();
        registry.deletes(KEY);
        assertThat(host.sees()).isLostBy(LossReason.KEY_DELETED).warns("waiting for a reservation");
        assertThat(comesToRest())
                .is("waiting")
                .waitsFor(WaitReason.Code.NO_RESERVATION)
                .writesNothing();
        registry.reservation(KEY, Host.IP);
        assertThat(host.sees()).keepsAlive(KEY);
        assertThat(host.renews()).holds(KEY);
    }

    @Test
    void a_reservation_given_to_another_host_is_left_to_it() {
        holding();
        registry.reservation(KEY, OTHER);
        assertThat(host.sees()).isLostBy(LossReason.TAKEN_BY_OTHER).writesNothing();
        assertThat(comesToRest()).waitsFor(WaitReason.Code.NO_RESERVATION).writesNothing();
    }

    @Test
    void a_reservation_that_was_moved_is_followed() {
        holding();
        registry.deletes(KEY).reservation(OTHER_KEY, Host.IP);
        assertThat(host.sees()).isLostBy(LossReason.KEY_DELETED);
        assertThat(host.waits()).keepsAlive(OTHER_KEY);
        assertThat(host.renews()).holds(OTHER_KEY).orders("10.5.77.0/24");
    }

    @Test
    void a_reservation_given_a_grant_is_not_relied_on_and_its_grant_is_neither_kept_alive_nor_ended() {
        holding();
        registry.lease(KEY, Host.IP);
        assertThat(host.sees())
                .isLostBy(LossReason.UNRESERVED)
                .warns("is a lease now")
                .writesNothing();
        assertThat(comesToRest()).waitsFor(WaitReason.Code.LEASE_NOT_RESERVED).writesNothing();
        registry.reservation(KEY, Host.IP);
        assertThat(host.sees()).keepsAlive(KEY);
        assertThat(host.renews()).holds(KEY);
    }

    @Test
    void a_grant_that_a_renewal_finds_before_the_watch_tells_counts_too() {
        holding();
        var asked = host.lease();
        registry.lease(KEY, Host.IP);
        host.hears(new TenancyFact.OwnKeyChanged(asked, registry.find(KEY)));
        assertThat(host).isLostBy(LossReason.UNRESERVED);
        assertThat(comesToRest()).waitsFor(WaitReason.Code.LEASE_NOT_RESERVED).writesNothing();
    }

    @Test
    void a_reservation_for_an_address_that_this_host_has_no_longer_is_left_to_the_one_who_has_it() {
        holding();
        host.hasAddresses(OTHER);
        assertThat(host).isLostBy(LossReason.UNRESERVED).writesNothing();
        assertThat(comesToRest()).waitsFor(WaitReason.Code.NO_RESERVATION).writesNothing();
        assertThat(waitSentence()).contains(OTHER);
        assertThat(host.hasAddresses(Host.IP)).keepsAlive(KEY);
    }

    @Test
    void an_address_that_is_away_and_comes_back_costs_nothing() {
        holding();
        host.hears(new TenancyFact.HostUnknown("eth0 has no address"));
        assertThat(host).holds(KEY).saysNothing();
    }

    @Test
    void a_reservation_that_no_longer_fits_is_held_until_another_is_there() {
        holding();
        registry.network("10.6.0.0/16");
        host.sees().looksAgain();
        assertThat(host).holds(KEY).waitsFor(WaitReason.Code.RESERVATION_UNFIT).writesNothing();
        registry.reservation("10.6.1.0-24", Host.IP);
        assertThat(host.sees()).keepsAlive("10.6.1.0-24");
        assertThat(host.renews()).holds("10.6.1.0-24").writesNothing();
    }

    @Test
    void etcd_away_changes_nothing_for_a_reservation_that_is_held() {
        holding();
        host.failsToRenew().after(Duration.ofDays(30));
        assertThat(host).is("doubtful").holds(KEY);
    }

    @Test
    void an_emptied_store_makes_it_wait() {
        holding();
        registry.wiped();
        assertThat(host.readsAnotherStore()).isLostBy(LossReason.KEY_DELETED);
        assertThat(comesToRest()).waitsFor(WaitReason.Code.NO_RESERVATION).writesNothing();
    }
}
