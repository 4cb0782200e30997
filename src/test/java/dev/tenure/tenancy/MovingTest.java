package dev.tenure.tenancy;

import static dev.tenure.tenancy.HostAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.GrantId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** From one subnet to another while the first is held: claim first, release after. */
class MovingTest {
    private static final String KEY = "10.5.52.0-24";
    private static final String OTHER_NETWORK = "10.6.0.0/16";

    private final Registry registry = new Registry().network("10.5.0.0/16").lease(KEY, Host.IP);
    private final Host host = Host.in(registry).settles();

    /** The network no longer fits, and the host has claimed a subnet of the new one. */
    private void begins() {
        registry.network(OTHER_NETWORK);
        host.sees().looksAgain();
        assertThat(host).holds(KEY).isMoving();
        assertThat(host.claim().key().text()).startsWith("10.6.");
    }

    @Test
    void the_old_subnet_is_held_until_the_new_one_is_won_and_released_when_subnet_env_names_it() {
        begins();
        host.wins();
        assertThat(host).is("holding").releases();
        assertThat(host.lease().key().text()).startsWith("10.6.");
        host.writesSubnetEnv();
        assertThat(host).releases(KEY);
    }

    @Test
    void hosts_react_to_a_network_config_within_five_seconds() {
        registry.network(OTHER_NETWORK);
        host.sees();
        assertThat(host).holds(KEY).isMoving().writesNothing();
        assertThat(host.now.until(host.tenancy.nextWake().orElseThrow())).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void a_release_that_failed_is_repeated_with_the_next_renewal() {
        begins();
        host.wins().writesSubnetEnv();
        assertThat(host).releases(KEY);
        host.renews();
        assertThat(host).releases(KEY);
        registry.deletes(KEY);
        host.sees().renews();
        assertThat(host).writesNothing();
    }

    @Test
    void a_release_that_is_due_stays_due_when_the_new_subnet_is_lost_and_claimed_again() {
        begins();
        host.wins().writesSubnetEnv();
        String moved = host.lease().key().text();
        registry.deletes(moved);
        host.sees().acquires().renews();
        assertThat(host).holds(moved).releases(KEY);
    }

    @Test
    void a_network_that_fits_again_before_the_claim_ends_the_move() {
        registry.network(OTHER_NETWORK);
        host.sees();
        registry.network("10.5.0.0/16");
        host.sees();
        assertThat(host).holds(KEY).isNotMoving();
        host.after(Duration.ofMinutes(1));
        assertThat(host).writesNothing();
    }

    @Test
    void a_network_that_fits_again_while_the_claim_is_under_way_gives_the_claim_back() {
        begins();
        TenancyFact.ClaimWon won = host.won();
        registry.network("10.5.0.0/16");
        host.sees();
        assertThat(host).holds(KEY).isMoving();
        host.hears(won);
        assertThat(host).holds(KEY).isNotMoving().releases(won.lease().key().text());
    }

    @Test
    void a_network_that_fits_again_when_the_claim_was_refused_ends_the_move_and_its_grant() {
        begins();
        SpareGrant grant = host.grantOf(host.claim());
        registry.network("10.5.0.0/16");
        host.sees().hears(new TenancyFact.ClaimRefused(grant));
        assertThat(host).holds(KEY).isNotMoving().revokes(grant.grant());
    }

    @Test
    void the_old_key_lost_on_the_way_ends_its_grant_and_not_the_move() {
        begins();
        GrantId grant = host.lease().term().granted().orElseThrow();
        registry.deletes(KEY);
        host.sees();
        assertThat(host).is("claiming").revokes(grant).claims();
        host.wins();
        assertThat(host.lease().key().text()).startsWith("10.6.");
    }

    @Test
    void a_deadline_that_passes_on_the_way_does_not_stop_the_move() {
        begins();
        host.hears(new TenancyFact.RenewalFailed(host.lease(), "etcd did not answer"));
        host.now = host.now.plus(Host.TTL);
        host.wins();
        assertThat(host).is("holding");
    }

    @Test
    void a_pool_without_a_free_subnet_blocks_the_move_and_the_old_subnet_is_held() {
        registry.network(
                "{\"Network\":\"10.6.0.0/16\",\"SubnetLen\":18,\"SubnetMin\":\"10.6.64.0\",\"SubnetMax\":\"10.6.64.0\"}");
        registry.lease("10.6.64.0-18", "192.168.64.9");
        host.sees().looksAgain();
        assertThat(host).holds(KEY).isMoving().waitsFor(WaitReason.Code.POOL_EXHAUSTED);
        registry.deletes("10.6.64.0-18");
        host.sees().waits();
        assertThat(host).claims("10.6.64.0-18");
    }

    @Test
    void a_move_that_lacks_an_address_goes_on_when_this_host_has_it() {
        registry.network("{\"EnableIPv4\":false,\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"}");
        host.sees().looksAgain();
        assertThat(host).holds(KEY).waitsFor(WaitReason.Code.NO_HOST_ADDRESS);
        host.hasAddresses("192.168.64.3,fd00::3");
        assertThat(host.claim().key().text()).startsWith("0.0.0.0-0&fd01:");
    }

    @Test
    void the_policy_hold_holds_a_subnet_that_does_not_fit_and_says_so() {
        Host holding = Host.in(registry, Host.settings(TenancySettings.Renumber.HOLD, TenancySettings.Conflict.AGE))
                .settles();
        registry.network(OTHER_NETWORK);
        holding.sees().after(Duration.ofMinutes(1));
        assertThat(holding).holds(KEY).isNotMoving().writesNothing();
        assertThat(holding.tenancy.status().unfit()).contains(KEY);
    }

    @Test
    void a_host_with_another_public_ip_claims_another_subnet_and_then_releases_the_first() {
        host.hasAddresses("192.168.64.77");
        assertThat(host).holds(KEY).isMoving().writesNothing();
        host.looksAgain();
        assertThat(host.claim().key().text()).isNotEqualTo(KEY);
        assertThat(host.claim().attributes().publicIp()).hasToString("192.168.64.77");
        host.wins().writesSubnetEnv();
        assertThat(host).releases(KEY);
    }

    @Test
    void a_public_ip_that_comes_back_before_the_claim_changes_nothing() {
        host.hasAddresses("192.168.64.77").hasAddresses(Host.IP);
        assertThat(host).holds(KEY).isNotMoving().writesNothing();
    }

    @Test
    void a_public_ip_that_comes_back_while_the_claim_is_under_way_gives_the_claim_back() {
        host.hasAddresses("192.168.64.77").looksAgain();
        TenancyFact.ClaimWon won = host.won();
        host.hasAddresses(Host.IP).hears(won);
        assertThat(host).holds(KEY).isNotMoving().releases(won.lease().key().text());
    }

    @Test
    void a_key_of_the_new_address_is_adopted_and_the_held_one_kept_alive_again_where_that_fails() {
        registry.lease("10.5.90.0-24", "192.168.64.77");
        host.hasAddresses("192.168.64.77").looksAgain();
        assertThat(host).holds(KEY).keepsAlive("10.5.90.0-24");
        var asked = host.keptAlive();
        registry.deletes("10.5.90.0-24");
        host.hears(new TenancyFact.OwnKeyChanged(asked, java.util.Optional.empty()));
        assertThat(host).holds(KEY).keepsAlive(KEY);
    }

    @Test
    void addresses_that_are_away_do_not_end_a_hold() {
        host.hears(new TenancyFact.HostUnknown("eth0 has no address"));
        assertThat(host).holds(KEY).isNotMoving();
    }

    @Test
    void a_reservation_that_no_longer_fits_is_left_and_reported() {
        registry.reservation(KEY, Host.IP);
        host.sees();
        begins();
        host.wins();
        assertThat(host).warns("is left as it is");
        host.writesSubnetEnv();
        assertThat(host).releases();
    }
}
