package dev.tenure.tenancy;

import static dev.tenure.tenancy.HostAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From nothing to a lease: what each answer to a claim means, and what becomes of grants that were not needed. */
class ClaimingTest {
    private static final String ONE_SUBNET =
            "{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":18,\"SubnetMin\":\"10.5.64.0\","
                    + "\"SubnetMax\":\"10.5.64.0\",\"Backend\":{\"Type\":\"vxlan\"}}";

    private final Registry registry = new Registry().network("10.5.0.0/16");
    private final Host host = Host.in(registry);

    @Test
    void a_won_claim_is_held_kept_alive_and_written_to_subnet_env() {
        host.startsWithPrevious("10.5.52.0/24");
        assertThat(host).is("claiming").claims("10.5.52.0-24");
        host.wins();
        assertThat(host)
                .is("holding")
                .holds("10.5.52.0-24")
                .keepsAlive("10.5.52.0-24")
                .orders("10.5.52.0/24");
    }

    @Test
    void nothing_is_claimed_before_subnet_env_was_looked_for() {
        host.hasAddresses(Host.IP).reads();
        assertThat(host).is("waiting").saysNothing();
        host.hears(new TenancyFact.SubnetEnvRead(Optional.of(Host.subnet("10.5.52.0/24"))));
        assertThat(host).claims("10.5.52.0-24");
    }

    @Test
    void a_claim_is_bound_to_the_network_config_that_it_was_chosen_from() {
        host.starts();
        assertThat(host.claim().networkRevision())
                .isEqualTo(registry.networkEntry().modRevision());
    }

    @Test
    void a_lost_race_pauses_and_jumps_and_uses_its_grant_again() {
        host.startsWithPrevious("10.5.52.0/24");
        SpareGrant grant = host.grantOf(host.claim());
        registry.lease("10.5.52.0-24", "192.168.64.9");
        host.hears(new TenancyFact.ClaimRefused(grant));
        assertThat(host).is("claiming").writesNothing();
        host.looksAgain();
        assertThat(host.claim().key().text()).isNotEqualTo("10.5.52.0-24");
        assertThat(host.claim().spare()).contains(grant);
    }

    @Test
    void a_claim_without_an_answer_that_did_happen_is_found_and_kept_without_another_write() {
        host.startsWithPrevious("10.5.52.0/24");
        SpareGrant grant = host.won().grant();
        host.hears(new TenancyFact.ClaimFailed(Optional.of(grant), "etcd did not answer"));
        host.looksAgain();
        assertThat(host).keepsAlive("10.5.52.0-24").writesNothing();
        host.renews();
        assertThat(host).holds("10.5.52.0-24").writesNothing();
    }

    @Test
    void a_claim_without_an_answer_that_did_not_happen_is_claimed_again_on_its_grant() {
        host.startsWithPrevious("10.5.52.0/24");
        SpareGrant grant = host.grantOf(host.claim());
        host.hears(new TenancyFact.ClaimFailed(Optional.of(grant), "etcd did not answer"));
        host.looksAgain();
        assertThat(host).claims("10.5.52.0-24");
        assertThat(host.claim().spare()).contains(grant);
    }

    @Test
    void a_failure_before_the_claim_was_sent_leaves_the_spare_grant_for_the_next_one() {
        host.startsWithPrevious("10.5.52.0/24").isRefused();
        host.looksAgain();
        SpareGrant grant = host.claim().spare().orElseThrow();
        host.hears(new TenancyFact.ClaimFailed(Optional.empty(), "etcd did not answer"));
        host.looksAgain();
        assertThat(host.claim().spare()).contains(grant);
    }

    @Test
    void claims_that_fail_while_reading_works_are_told_once() {
        host.startsWithPrevious("10.5.52.0/24").getsNoAnswer();
        assertThat(host).saysNothingBad();
        host.looksAgain();
        host.getsNoAnswer();
        assertThat(host).warns("claims fail, though reading works: etcd did not answer");
        for (int i = 0; i < 5; i++) {
            host.looksAgain();
            host.getsNoAnswer();
            assertThat(host).saysNothingBad();
        }
    }

    @Test
    void an_answer_that_never_comes_is_taken_for_a_failure_after_a_while() {
        host.startsWithPrevious("10.5.52.0/24");
        host.after(Duration.ofSeconds(25));
        assertThat(host).is("claiming").readsTheRegistry();
        host.reads();
        assertThat(host).claims("10.5.52.0-24");
    }

    @Test
    void a_grant_that_is_gone_is_replaced_after_a_pause() {
        host.startsWithPrevious("10.5.52.0/24").isRefused();
        host.looksAgain();
        host.hears(new TenancyFact.ClaimGrantGone());
        assertThat(host).is("claiming").writesNothing();
        host.looksAgain();
        assertThat(host.claim().spare()).isEmpty();
    }

    @Test
    void a_spare_grant_is_revoked_when_the_pool_turns_out_to_be_exhausted() {
        registry.network(ONE_SUBNET);
        host.starts();
        assertThat(host).claims("10.5.64.0-18");
        SpareGrant grant = host.grantOf(host.claim());
        registry.lease("10.5.64.0-18", "192.168.64.9");
        host.hears(new TenancyFact.ClaimRefused(grant)).looksAgain();
        assertThat(host).waitsFor(WaitReason.Code.POOL_EXHAUSTED).revokes(grant.grant());
    }

    @Test
    void an_older_overlapping_key_that_was_read_back_wins() {
        host.startsWithPrevious("10.5.52.0/24");
        registry.lease("10.5.52.128-25", "192.168.64.9");
        host.wins();
        assertThat(host).is("claiming").releases("10.5.52.0-24").warns("lost the race");
        host.looksAgain();
        assertThat(host).is("claiming");
        assertThat(host.claim().key().text()).isNotEqualTo("10.5.52.0-24");
    }

    @Test
    void a_key_of_ours_that_was_read_back_does_not_make_us_lose() {
        registry.lease("10.5.52.0-25", Host.IP);
        host.startsWithPrevious("10.5.52.0/24");
        assertThat(host).claims("10.5.52.0-24");
        host.wins().writesSubnetEnv();
        assertThat(host).holds("10.5.52.0-24").releases("10.5.52.0-25");
    }

    @Test
    void a_claim_that_nobody_waits_for_is_given_back() {
        host.startsWithPrevious("10.5.52.0/24");
        TenancyFact.ClaimWon won = host.won();
        registry.deletes("10.5.52.0-24").reservation("10.5.7.0-24", Host.IP);
        host.getsNoAnswer().looksAgain().renews();
        assertThat(host).holds("10.5.7.0-24");
        host.hears(won);
        assertThat(host).holds("10.5.7.0-24").releases("10.5.52.0-24");
    }

    @Test
    void a_claim_whose_answer_comes_after_the_wait_for_it_is_kept_all_the_same() {
        host.startsWithPrevious("10.5.52.0/24");
        TenancyFact.ClaimWon won = host.won();
        host.after(Duration.ofSeconds(21));
        assertThat(host).is("claiming");
        host.hears(won);
        assertThat(host).holds("10.5.52.0-24").keepsAlive("10.5.52.0-24").writesNothing();
    }

    @Test
    void a_claim_whose_answer_comes_late_is_kept_and_the_grant_for_the_next_one_revoked() {
        registry.network(ONE_SUBNET);
        host.starts();
        TenancyFact.ClaimWon won = host.won();
        SpareGrant spare = new SpareGrant(registry.newGrant(), Host.TTL, host.now);
        host.hears(new TenancyFact.ClaimFailed(Optional.of(spare), "etcd did not answer"));
        host.hears(won);
        assertThat(host).holds("10.5.64.0-18").revokes(spare.grant());
    }

    @Test
    void a_claim_whose_answer_comes_after_its_key_is_gone_is_not_believed() {
        host.startsWithPrevious("10.5.52.0/24");
        TenancyFact.ClaimWon won = host.won();
        host.after(Duration.ofSeconds(21));
        registry.deletes("10.5.52.0-24");
        host.sees();
        host.hears(won);
        assertThat(host).is("claiming");
    }

    @Test
    void a_claim_that_is_told_twice_is_not_given_back() {
        host.startsWithPrevious("10.5.52.0/24");
        TenancyFact.ClaimWon won = host.won();
        host.hears(won).hears(won);
        assertThat(host).holds("10.5.52.0-24").writesNothing();
    }

    @Test
    void a_claim_that_is_answered_while_its_key_is_adopted_is_not_given_back() {
        host.startsWithPrevious("10.5.52.0/24");
        TenancyFact.ClaimWon won = host.won();
        host.hears(new TenancyFact.ClaimFailed(Optional.of(won.grant()), "no answer"))
                .looksAgain();
        host.hears(won);
        assertThat(host).writesNothing();
        host.renews();
        assertThat(host).holds("10.5.52.0-24").writesNothing();
    }

    @Test
    void the_grant_of_a_claim_that_nobody_waits_for_is_revoked() {
        host.settles();
        SpareGrant stray = new SpareGrant(registry.newGrant(), Host.TTL, host.now);
        host.hears(new TenancyFact.ClaimRefused(stray));
        assertThat(host).revokes(stray.grant());
        host.hears(new TenancyFact.ClaimFailed(Optional.of(stray), "etcd did not answer"));
        assertThat(host).revokes(stray.grant());
    }

    @Test
    void a_late_write_of_ours_that_was_seen_before_the_claim_was_won_is_removed() {
        host.startsWithPrevious("10.5.52.0/24");
        TenancyCommand.Claim lost = host.claim();
        SpareGrant grant = host.grantOf(lost);
        registry.network("{\"Network\":\"10.5.0.0/16\",\"SubnetMin\":\"10.5.100.0\",\"Backend\":{\"Type\":\"vxlan\"}}");
        host.hears(new TenancyFact.ClaimFailed(Optional.of(grant), "etcd did not answer"))
                .looksAgain();
        registry.put(lost.key(), lost.attributes(), new Term.Granted(grant.grant()));
        host.sees();
        assertThat(host).is("claiming").writesNothing();
        host.wins();
        assertThat(host).is("holding").releases("10.5.52.0-24");
    }

    @Test
    void a_late_write_of_ours_that_is_seen_while_we_hold_is_removed() {
        host.startsWithPrevious("10.5.52.0/24");
        TenancyCommand.Claim lost = host.claim();
        SpareGrant grant = host.grantOf(lost);
        registry.lease("10.5.52.0-25", "192.168.64.9");
        host.hears(new TenancyFact.ClaimFailed(Optional.of(grant), "etcd did not answer"))
                .looksAgain();
        host.wins();
        registry.deletes("10.5.52.0-25");
        registry.put(lost.key(), lost.attributes(), new Term.Granted(grant.grant()));
        host.sees();
        assertThat(host).is("holding").releases("10.5.52.0-24");
    }

    @Test
    void a_late_write_of_ours_that_names_an_address_which_this_host_no_longer_has_is_removed() {
        host.startsWithPrevious("10.5.52.0/24");
        TenancyCommand.Claim lost = host.claim();
        SpareGrant grant = host.grantOf(lost);
        registry.lease("10.5.52.0-25", "192.168.64.9");
        host.hears(new TenancyFact.ClaimFailed(Optional.of(grant), "etcd did not answer"));
        host.hasAddresses("192.168.64.77").looksAgain().wins();
        registry.deletes("10.5.52.0-25");
        registry.put(lost.key(), lost.attributes(), new Term.Granted(grant.grant()));
        host.sees();
        assertThat(host).is("holding").releases("10.5.52.0-24");
    }

    @Test
    void a_snapshot_that_is_older_than_what_the_watch_has_told_ends_the_wait_as_well() {
        host.startsWithPrevious("10.5.52.0/24").getsNoAnswer();
        while (!host.said.contains(new TenancyCommand.ReadSnapshot())) {
            host.waits();
        }
        RegistryView older = host.viewOfNow();
        registry.goesOn();
        host.sees();
        host.hears(new TenancyFact.SnapshotRead(older));
        assertThat(host).claims("10.5.52.0-24");
    }

    @Test
    void a_claim_won_after_the_network_config_changed_moves_on_without_waiting_for_more_news() {
        host.startsWithPrevious("10.5.52.0/24");
        TenancyFact.ClaimWon won = host.won();
        registry.network("10.6.0.0/16");
        host.sees().hears(won);
        assertThat(host).holds("10.5.52.0-24").isMoving();
        host.acquires();
        assertThat(host.lease().key().text()).startsWith("10.6.");
    }

    @Test
    void a_claim_won_after_this_host_got_another_address_moves_on() {
        host.startsWithPrevious("10.5.52.0/24");
        TenancyFact.ClaimWon won = host.won();
        host.hasAddresses("192.168.64.77").hears(won);
        assertThat(host).holds("10.5.52.0-24").isMoving();
    }

    @Test
    void a_host_that_lacks_the_address_of_an_enabled_family_says_so_and_goes_on_when_it_has_one() {
        host.starts("fd00::3", null);
        assertThat(host).waitsFor(WaitReason.Code.NO_HOST_ADDRESS);
        host.hasAddresses("192.168.64.3,fd00::3");
        assertThat(host).is("claiming");
    }

    @Test
    void a_broken_network_config_is_waited_out() {
        registry.network("{\"Network\":\"here\"}");
        host.starts();
        assertThat(host).waitsFor(WaitReason.Code.NETWORK_CONFIG_BROKEN);
        registry.network("10.5.0.0/16");
        host.sees().waits();
        assertThat(host).is("claiming");
    }

    @Test
    void a_missing_network_config_is_waited_out() {
        registry.networkDeleted();
        host.starts();
        assertThat(host).waitsFor(WaitReason.Code.NO_NETWORK_CONFIG);
    }

    @Test
    void an_unreachable_registry_at_the_start_is_named_as_the_reason() {
        host.hears(new TenancyFact.RegistryUnreachable("etcd does not answer"));
        assertThat(host).waitsFor(WaitReason.Code.ETCD_UNREACHABLE).writesNothing();
    }

    @Test
    void a_snapshot_that_does_not_come_is_asked_for_again() {
        host.startsWithPrevious("10.5.52.0/24").getsNoAnswer();
        host.waits();
        assertThat(host).readsTheRegistry();
        host.waits();
        assertThat(host).readsTheRegistry();
    }

    @Test
    void the_first_free_subnet_ends_a_wait_for_one() {
        registry.network(ONE_SUBNET);
        registry.lease("10.5.64.0-18", "192.168.64.9");
        host.starts();
        assertThat(host).waitsFor(WaitReason.Code.POOL_EXHAUSTED);
        registry.deletes("10.5.64.0-18");
        Moment freed = host.now;
        host.sees().waits();
        assertThat(host).claims("10.5.64.0-18");
        assertThat(freed.until(host.now)).isLessThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void a_reservation_that_is_made_for_a_waiting_host_is_taken_up() {
        registry.network(ONE_SUBNET);
        registry.lease("10.5.64.0-18", "192.168.64.9");
        host.starts();
        registry.reservation("10.5.128.0-18", Host.IP);
        host.sees().waits();
        assertThat(host).is("claiming").keepsAlive("10.5.128.0-18");
        host.renews();
        assertThat(host).holds("10.5.128.0-18").writesNothing();
    }

    @Test
    void a_reservation_that_a_view_still_shows_is_not_ours_before_etcd_has_confirmed_it() {
        registry.reservation("10.5.7.0-24", Host.IP);
        host.starts();
        SubnetLease asked = host.keptAlive();
        registry.deletes("10.5.7.0-24");
        host.hears(new TenancyFact.OwnKeyChanged(asked, Optional.empty()));
        assertThat(host).is("claiming").orders();
        host.looksAgain();
        assertThat(host).claims(host.claim().key().text());
    }

    @Test
    void a_key_that_goes_while_it_is_adopted_is_not_ours_by_an_answer_from_before() {
        registry.lease("10.5.7.0-24", Host.IP);
        host.starts();
        TenancyFact.Renewed late = host.renewal(host.now);
        registry.deletes("10.5.7.0-24");
        host.sees().hears(late);
        assertThat(host).is("claiming").orders();
        host.looksAgain();
        assertThat(host).claims(host.claim().key().text());
    }

    @Test
    void a_claim_on_a_grant_so_old_that_its_deadline_has_passed_is_verified_before_it_counts() {
        host.startsWithPrevious("10.5.52.0/24");
        SpareGrant old =
                new SpareGrant(registry.newGrant(), Host.TTL, new Moment(host.now.nanos() - Host.TTL.toNanos()));
        var lease = registry.put(host.claim().key(), host.claim().attributes(), new Term.Granted(old.grant()));
        host.hears(new TenancyFact.ClaimWon(lease, old, List.of()));
        assertThat(host).isLostBy(LossReason.DEADLINE_PASSED).writesNothing();
        host.looksAgain().renews();
        assertThat(host).holds("10.5.52.0-24").writesNothing();
    }
}
