package dev.tenure.tenancy;

import static dev.tenure.tenancy.HostAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.LeaseChange;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** P1: of two claims that overlap the younger yields at once, and the older one knows what to do if it does not. */
class ConflictTest {
    private static final String KEY = "10.5.52.0-24";
    private static final String OTHER = "192.168.64.9";
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    private final Registry registry = new Registry().network("10.5.0.0/16");

    private Host claimed(TenancySettings.Conflict conflict) {
        Host host = Host.in(registry, Host.settings(TenancySettings.Renumber.MOVE, conflict));
        return host.startsWithPrevious("10.5.52.0/24").acquires();
    }

    @Test
    void the_younger_claim_yields_in_the_turn_in_which_it_hears_of_the_older_one() {
        Host host = Host.in(registry).startsWithPrevious("10.5.52.0/24");
        registry.lease("10.5.52.128-25", OTHER);
        TenancyFact.ClaimWon won = host.won();
        // an answer that forgets the overlap: then the watch is what tells of it
        host.hears(new TenancyFact.ClaimWon(won.lease(), won.grant(), List.of()));
        assertThat(host).holds(KEY);
        host.sees();
        assertThat(host).isLostBy(LossReason.YIELDED).releases(KEY).warns("yielding");
    }

    @Test
    void a_reservation_for_another_host_is_yielded_to_however_young_it_is() {
        Host host = claimed(TenancySettings.Conflict.HOLD);
        registry.reservation("10.5.52.0-25", OTHER);
        host.sees();
        assertThat(host).isLostBy(LossReason.YIELDED).releases(KEY);
        host.looksAgain();
        assertThat(host.claim().key().text()).isNotEqualTo(KEY);
    }

    @Test
    void a_younger_claim_has_five_seconds_to_yield() {
        Host host = claimed(TenancySettings.Conflict.AGE);
        registry.lease("10.5.52.0-25", OTHER);
        host.sees();
        assertThat(host).holds(KEY).warns("waiting for the other to yield").writesNothing();
        assertThat(host.held().rival()).isNotNull();
        registry.deletes("10.5.52.0-25");
        host.sees().after(Duration.ofSeconds(10));
        assertThat(host).holds(KEY).writesNothing();
        assertThat(host.held().rival()).isNull();
    }

    @Test
    void a_young_host_moves_away_from_a_younger_claim_that_does_not_yield() {
        Host host = claimed(TenancySettings.Conflict.AGE);
        registry.lease("10.5.52.0-25", OTHER);
        host.sees().after(FIVE_SECONDS.minusMillis(1));
        assertThat(host).holds(KEY);
        host.waits();
        assertThat(host).isLostBy(LossReason.YIELDED).releases(KEY);
    }

    @Test
    void a_host_that_has_held_for_ten_minutes_holds_on() {
        Host host = claimed(TenancySettings.Conflict.AGE).after(Duration.ofMinutes(10));
        registry.lease("10.5.52.0-25", OTHER);
        host.sees().after(FIVE_SECONDS);
        assertThat(host).holds(KEY).warns("holding on to it").writesNothing();
        host.after(Duration.ofHours(1));
        assertThat(host).holds(KEY).saysNothing();
    }

    @Test
    void a_host_that_has_restarted_counts_as_old() {
        registry.lease(KEY, Host.IP).lease("10.5.52.0-25", OTHER);
        Host host = Host.in(registry).settles().after(FIVE_SECONDS);
        assertThat(host).holds(KEY).warns("holding on to it");
    }

    @Test
    void the_policy_hold_holds_a_young_host_too() {
        Host host = claimed(TenancySettings.Conflict.HOLD);
        registry.lease("10.5.52.0-25", OTHER);
        host.sees().after(FIVE_SECONDS);
        assertThat(host).holds(KEY);
    }

    @Test
    void the_policy_move_moves_an_old_host_too() {
        Host host = claimed(TenancySettings.Conflict.MOVE).after(Duration.ofHours(3));
        registry.lease("10.5.52.0-25", OTHER);
        host.sees().after(FIVE_SECONDS);
        assertThat(host.tenancy.state()).isInstanceOf(TenancyState.Lost.class);
    }

    @Test
    void a_reservation_of_ours_is_never_given_up() {
        registry.reservation(KEY, Host.IP);
        Host host = Host.in(registry, Host.settings(TenancySettings.Renumber.MOVE, TenancySettings.Conflict.MOVE))
                .settles();
        registry.reservation("10.5.52.0-25", OTHER).lease("10.5.52.128-25", OTHER);
        host.sees().after(Duration.ofMinutes(1));
        assertThat(host).holds(KEY).writesNothing();
    }

    @Test
    void a_rival_that_takes_the_place_of_another_has_five_seconds_of_its_own() {
        Host host = claimed(TenancySettings.Conflict.AGE).after(Duration.ofMinutes(20));
        registry.lease("10.5.52.0-25", OTHER);
        host.sees().after(FIVE_SECONDS);
        registry.deletes("10.5.52.0-25").lease("10.5.52.128-25", "192.168.64.10");
        host.sees();
        assertThat(host).warns("192.168.64.10");
        assertThat(host.held().rival()).matches(rival -> rival != null && !rival.isSettled());
    }

    @Test
    void a_rival_from_before_our_claim_that_is_gone_by_then_is_not_yielded_to() {
        Host host = Host.in(registry).startsWithPrevious("10.5.52.0/24");
        registry.lease("10.5.52.0-25", OTHER);
        RegistryView between = host.viewOfNow();
        var put = new LeaseChange.Put(registry.at("10.5.52.0-25"));
        registry.deletes("10.5.52.0-25");
        host.wins();
        host.hears(new TenancyFact.RegistryChanged(between, List.of(put), between.revision()));
        assertThat(host).holds(KEY).writesNothing();
    }

    @Test
    void a_rival_whose_claim_nobody_told_us_of_is_seen_with_whatever_is_told_next() {
        Host host = Host.in(registry).startsWithPrevious("10.5.52.0/24").wins();
        registry.reservation("10.5.52.0-25", OTHER);
        host.doesNotHear();
        registry.lease("10.5.9.0-24", OTHER);
        host.sees();
        assertThat(host).isLostBy(LossReason.YIELDED).releases(KEY);
    }

    @Test
    void one_half_in_common_is_a_conflict_too() {
        registry.network("{\"Network\":\"10.5.0.0/16\",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"}");
        registry.lease("10.5.9.0-24&fd01:0:0:7::-64", OTHER);
        registry.lease("10.5.9.0-24&fd01:0:0:9::-64", "192.168.64.3,fd00::3");
        Host host = Host.in(registry).starts("192.168.64.3,fd00::3", null);
        assertThat(host).is("claiming");
        assertThat(host.claim().key().text()).doesNotStartWith("10.5.9.0").endsWith("&fd01:0:0:9::-64");
        host.acquires();
        assertThat(host).releases("10.5.9.0-24&fd01:0:0:9::-64");
    }

    @Test
    void a_yielded_key_is_released_again_where_the_first_release_was_lost() {
        Host host = claimed(TenancySettings.Conflict.AGE);
        registry.reservation("10.5.52.0-25", OTHER);
        host.sees();
        assertThat(host).releases(KEY);
        registry.deletes("10.5.52.0-25");
        host.looksAgain();
        assertThat(host).releases(KEY);
        assertThat(host.claim().key().text()).isNotEqualTo(KEY);
    }

    @Test
    void two_hosts_of_ours_never_both_yield_to_each_other() {
        Host older = claimed(TenancySettings.Conflict.MOVE);
        Host younger = Host.in(registry);
        younger.hears(new TenancyFact.SubnetEnvRead(java.util.Optional.of(Host.subnet("10.5.52.0/25"))));
        registry.lease("10.5.52.0-25", OTHER);
        younger.hasAddresses(OTHER).reads();
        older.sees();
        assertThat(younger).is("claiming").releases();
        assertThat(younger.claim().key().text()).isNotEqualTo("10.5.52.0-25");
        younger.acquires();
        registry.deletes("10.5.52.0-25");
        older.sees().after(Duration.ofMinutes(1));
        assertThat(older).holds(KEY);
    }
}
