package dev.tenure.tenancy;

import static dev.tenure.tenancy.HostAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every row of the design's table "while we hold", and what can go wrong between its lines. */
class HoldingTest {
    private static final String KEY = "10.5.52.0-24";

    private final Registry registry = new Registry().network("10.5.0.0/16").lease(KEY, Host.IP);
    private final Host host = Host.in(registry).settles();

    private GrantId grant() {
        return host.lease().term().granted().orElseThrow();
    }

    @Test
    void nothing_happens_while_nothing_happens() {
        registry.lease("10.5.9.0-24", "192.168.64.9");
        host.sees();
        assertThat(host).holds(KEY).saysNothing();
    }

    @Test
    void a_deleted_key_is_claimed_again_at_once_on_the_grant_that_is_left() {
        GrantId grant = grant();
        registry.deletes(KEY);
        host.sees();
        assertThat(host).isLostBy(LossReason.KEY_DELETED).writesNothing();
        Moment lost = host.now;
        host.waits();
        assertThat(host).claims(KEY);
        assertThat(host.claim().spare().map(SpareGrant::grant)).contains(grant);
        assertThat(lost.until(host.now)).isLessThanOrEqualTo(Duration.ofMillis(10));
    }

    @Test
    void a_deleted_key_that_somebody_else_took_meanwhile_makes_us_choose_anew() {
        registry.deletes(KEY).lease(KEY, "192.168.64.9");
        host.sees();
        assertThat(host).isLostBy(LossReason.TAKEN_BY_OTHER);
        host.looksAgain();
        assertThat(host.claim().key().text()).isNotEqualTo(KEY);
    }

    @Test
    void a_deletion_that_a_renewal_finds_before_the_watch_tells_ends_in_the_same_subnet() {
        SubnetLease asked = host.lease();
        registry.deletes(KEY);
        host.hears(new TenancyFact.OwnKeyChanged(asked, Optional.empty()));
        assertThat(host).isLostBy(LossReason.KEY_DELETED);
        host.looksAgain();
        assertThat(host).claims(KEY);
    }

    @Test
    void a_deleted_reservation_that_the_watch_still_shows_is_not_held_again_before_the_registry_was_read() {
        registry.reservation(KEY, Host.IP);
        host.sees().renews();
        SubnetLease asked = host.lease();
        registry.deletes(KEY);
        host.hears(new TenancyFact.OwnKeyChanged(asked, Optional.empty()));
        host.waits();
        assertThat(host).is("lost").writesNothing();
        host.reads();
        assertThat(host).claims(KEY);
    }

    @Test
    void an_ended_grant_makes_us_claim_the_same_subnet_on_a_new_one() {
        SubnetLease asked = host.lease();
        registry.deletes(KEY);
        host.hears(new TenancyFact.GrantExpired(asked));
        assertThat(host).isLostBy(LossReason.GRANT_GONE);
        host.looksAgain();
        assertThat(host).claims(KEY);
        assertThat(host.claim().spare()).isEmpty();
    }

    @Test
    void a_mass_loss_spreads_its_claims_over_two_seconds_and_no_more() {
        for (int other = 60; other < 250; other++) {
            registry.lease("10.5." + other + ".0-24", "192.168.65." + other);
        }
        registry.deletes("10.5.60.0-24");
        host.sees();
        for (int other = 61; other < 250; other++) {
            registry.deletes("10.5." + other + ".0-24");
        }
        registry.deletes(KEY);
        Tenancy before = host.tenancy;
        Set<Long> pauses = new HashSet<>();
        Moment start = host.now;
        for (int at = 0; at < 100; at++) {
            host.tenancy = before;
            host.now = start.plus(Duration.ofMillis(at));
            RegistryView later = host.viewOfNow();
            host.hears(new TenancyFact.SnapshotRead(later));
            Duration pause = host.now.until(host.tenancy.nextWake().orElseThrow());
            assertThat(pause).isBetween(Duration.ZERO, Duration.ofSeconds(2));
            pauses.add(pause.toMillis() / 100);
        }
        assertThat(pauses).hasSizeGreaterThan(10);
    }

    @Test
    void a_key_that_names_another_host_is_yielded_and_our_grant_ended() {
        GrantId grant = grant();
        registry.lease(KEY, "192.168.64.9");
        host.sees();
        assertThat(host).isLostBy(LossReason.TAKEN_BY_OTHER).revokes(grant).releases();
        host.looksAgain();
        assertThat(host).is("claiming");
        assertThat(host.claim().key().text()).isNotEqualTo(KEY);
    }

    @Test
    void a_key_with_garbage_in_it_is_not_ours_any_more_and_not_free_either() {
        registry.garbage(KEY);
        host.sees();
        assertThat(host).isLostBy(LossReason.OVERWRITTEN);
        host.looksAgain();
        assertThat(host.claim().key().text()).isNotEqualTo(KEY);
    }

    @Test
    void a_key_re_put_with_our_address_under_another_grant_is_adopted_with_it() {
        GrantId before = grant();
        registry.lease(KEY, Host.IP);
        host.sees();
        assertThat(host).holds(KEY).keepsAlive(KEY).revokes(before);
        assertThat(grant()).isNotEqualTo(before);
        assertThat(host.held().isCertain(host.now.plus(Duration.ofSeconds(3)))).isFalse();
        host.renews();
        assertThat(host.held().isCertain(host.now.plus(Duration.ofHours(23)))).isTrue();
    }

    @Test
    void a_key_re_put_without_a_grant_is_a_reservation_that_nothing_ends() {
        GrantId before = grant();
        registry.reservation(KEY, Host.IP);
        host.sees();
        assertThat(host)
                .is("holding")
                .holds(KEY)
                .keepsAlive(KEY)
                .revokes(before)
                .releases();
        assertThat(host.held().deadline()).isNull();
        host.after(Duration.ofDays(400));
        assertThat(host).is("holding").holds(KEY);
    }

    @Test
    void a_reservation_that_is_given_a_grant_is_a_lease_to_be_kept_alive() {
        registry.reservation(KEY, Host.IP);
        host.sees();
        registry.lease(KEY, Host.IP);
        host.sees();
        assertThat(host).holds(KEY).keepsAlive(KEY).revokes();
        assertThat(host.held().deadline()).isNotNull();
        host.after(Duration.ofSeconds(3));
        assertThat(host).isLostBy(LossReason.DEADLINE_PASSED);
    }

    @Test
    void a_reservation_that_is_deleted_while_we_hold_it_is_claimed_again_as_a_lease() {
        registry.reservation(KEY, Host.IP);
        host.sees();
        registry.deletes(KEY);
        host.sees();
        assertThat(host).isLostBy(LossReason.KEY_DELETED).writesNothing();
        host.waits();
        assertThat(host).claims(KEY);
        assertThat(host.claim().spare()).isEmpty();
    }

    @Test
    void a_reservation_made_for_this_host_elsewhere_is_moved_to_and_the_lease_released_after_subnet_env() {
        registry.reservation("10.5.7.0-24", Host.IP);
        host.sees();
        assertThat(host).holds(KEY).keepsAlive("10.5.7.0-24").writesNothing();
        host.renews();
        assertThat(host).holds("10.5.7.0-24").orders("10.5.7.0/24").releases();
        host.writesSubnetEnv();
        assertThat(host).releases(KEY);
    }

    @Test
    void a_reservation_made_for_this_host_that_is_gone_when_we_look_leaves_us_where_we_are() {
        registry.reservation("10.5.7.0-24", Host.IP);
        host.sees();
        SubnetLease asked = host.keptAlive();
        registry.deletes("10.5.7.0-24");
        host.hears(new TenancyFact.OwnKeyChanged(asked, Optional.empty()));
        assertThat(host).holds(KEY).keepsAlive(KEY).isNotMoving().writesNothing();
    }

    @Test
    void a_network_config_that_still_fits_rewrites_subnet_env_and_nothing_else() {
        registry.network("{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":24,\"Backend\":{\"Type\":\"vxlan\"}}");
        host.sees();
        assertThat(host).holds(KEY).isNotMoving().orders("10.5.52.0/24").writesNothing();
    }

    @Test
    void a_network_config_with_another_backend_updates_our_value_on_the_same_grant() {
        GrantId grant = grant();
        registry.network("{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"host-gw\"}}");
        host.sees();
        assertThat(host).updates(KEY);
        assertThat(host.update().term()).isEqualTo(new Term.Granted(grant));
        assertThat(host.update().attributes().backendType()).isEqualTo("host-gw");
    }

    @Test
    void a_broken_empty_or_deleted_network_config_changes_nothing() {
        registry.network("{\"Network\":\"10.5.0.0/99\"}");
        host.sees();
        assertThat(host).holds(KEY).isNotMoving().writesNothing();
        registry.network("");
        host.sees();
        assertThat(host).holds(KEY).isNotMoving().writesNothing();
        registry.networkDeleted();
        host.sees();
        assertThat(host).holds(KEY).isNotMoving().writesNothing();
    }

    @Test
    void a_key_lost_while_the_network_config_is_broken_is_claimed_by_the_last_good_one() {
        registry.network("{\"Network\":\"10.5.0.0/99\"}").deletes(KEY);
        host.sees().waits();
        assertThat(host).claims(KEY);
    }

    @Test
    void events_from_before_our_own_write_say_nothing_about_our_key() {
        RegistryView before = host.viewOfNow();
        registry.deletes(KEY);
        host.sees().waits().wins();
        assertThat(host).holds(KEY);
        host.hears(new TenancyFact.RegistryChanged(before, List.of(), before.revision()));
        assertThat(host).holds(KEY).saysNothing();
    }

    @Test
    void another_store_that_has_our_key_changes_nothing_but_is_verified() {
        registry.wiped().lease(KEY, Host.IP);
        host.readsAnotherStore();
        assertThat(host).holds(KEY).keepsAlive(KEY).claims();
    }

    @Test
    void another_store_without_our_key_is_claimed_in() {
        registry.wiped();
        host.readsAnotherStore();
        assertThat(host).isLostBy(LossReason.KEY_DELETED);
        host.waits();
        assertThat(host).claims(KEY);
        host.hears(new TenancyFact.ClaimGrantGone()).looksAgain();
        assertThat(host).claims(KEY);
    }

    @Test
    void another_store_is_told_apart_by_every_word_about_it_since_one_can_be_lost() {
        registry.wiped();
        host.beginsToReadAnew().reads();
        assertThat(host).isLostBy(LossReason.KEY_DELETED);
        host.waits();
        assertThat(host).claims(KEY);
    }

    @Test
    void another_store_is_told_apart_by_what_changes_in_it() {
        registry.wiped();
        host.beginsToReadAnew();
        registry.goesOn();
        host.sees();
        assertThat(host).isLostBy(LossReason.KEY_DELETED);
    }

    @Test
    void another_store_that_stands_between_our_view_and_the_claim_that_was_just_won_is_told_apart() {
        registry.deletes(KEY);
        host.sees().waits().wins();
        assertThat(host).holds(KEY);
        long claimed = host.lease().modRevision();
        registry.wiped();
        while (registry.table().revision() < claimed - 1) {
            registry.goesOn();
        }
        host.beginsToReadAnew().reads();
        assertThat(host).isLostBy(LossReason.KEY_DELETED);
    }

    @Test
    void another_store_is_found_once_and_words_from_before_it_count_for_nothing() {
        RegistryView before = host.viewOfNow();
        registry.wiped();
        host.readsAnotherStore();
        RegistryView after = host.viewOfNow();
        host.waits().wins();
        assertThat(host).holds(KEY);
        host.hears(new TenancyFact.StoreReplaced(after));
        assertThat(host).holds(KEY).saysNothing();
        host.hears(new TenancyFact.SnapshotRead(before));
        assertThat(host).holds(KEY).saysNothing();
    }

    @Test
    void a_new_reader_of_the_same_store_changes_nothing() {
        host.beginsToReadAnew().reads();
        assertThat(host).holds(KEY).saysNothing();
    }

    @Test
    void another_store_where_our_key_is_somebody_elses_is_yielded_to() {
        registry.wiped().lease(KEY, "192.168.64.9");
        host.readsAnotherStore();
        assertThat(host).isLostBy(LossReason.TAKEN_BY_OTHER);
    }

    @Test
    void a_look_at_our_key_counts_although_its_revision_went_back_with_a_restored_store() {
        SubnetLease asked = host.lease();
        registry.wiped().lease(KEY, "192.168.64.9");
        host.hears(new TenancyFact.OwnKeyChanged(asked, registry.find(KEY)));
        assertThat(host).isLostBy(LossReason.TAKEN_BY_OTHER);
    }

    @Test
    void an_answer_about_a_key_that_we_know_better_by_now_is_not_heard() {
        SubnetLease asked = host.lease();
        registry.lease(KEY, Host.IP);
        host.sees();
        host.hears(new TenancyFact.GrantExpired(asked));
        assertThat(host).holds(KEY).saysNothing();
        host.hears(new TenancyFact.OwnKeyChanged(asked, Optional.empty()));
        assertThat(host).holds(KEY).saysNothing();
    }
}
