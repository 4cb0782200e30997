package dev.tenure.tenancy;

import static dev.tenure.tenancy.HostAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Until when a lease is certainly ours, and what follows when that moment passes. */
class DeadlineTest {
    private static final String KEY = "10.5.52.0-24";
    private static final Duration TRUST = Host.TTL.minus(Host.TTL.dividedBy(100));

    private final Registry registry = new Registry().network("10.5.0.0/16").lease(KEY, Host.IP);
    private final Host host = Host.in(registry).settles();

    @Test
    void a_renewal_counts_from_the_moment_at_which_it_was_sent() {
        Moment sent = host.now.plus(Duration.ofMinutes(10));
        host.now = sent.plus(Duration.ofSeconds(4));
        host.hears(host.renewal(sent));
        assertThat(host.held().deadline()).isEqualTo(sent.plus(TRUST));
    }

    @Test
    void an_answer_that_comes_out_of_turn_takes_no_time_away() {
        Moment first = host.now.plus(Duration.ofMinutes(1));
        Moment second = host.now.plus(Duration.ofMinutes(2));
        host.now = host.now.plus(Duration.ofMinutes(3));
        host.hears(host.renewal(second)).hears(host.renewal(first));
        assertThat(host.held().deadline()).isEqualTo(second.plus(TRUST));
    }

    @Test
    void a_granted_lease_never_loses_its_deadline() {
        host.hears(new TenancyFact.Renewed(host.lease(), host.now, null));
        assertThat(host.held().deadline()).isNotNull();
    }

    @Test
    void failing_renewals_are_doubted_once_and_ready_until_the_deadline() {
        host.failsToRenew();
        assertThat(host).is("doubtful").warns("fail");
        host.failsToRenew();
        assertThat(host).is("doubtful").saysNothing();
        assertThat(host.held().isCertain(host.now.plus(Duration.ofHours(23)))).isTrue();
    }

    @Test
    void renewals_that_succeed_again_end_the_doubt() {
        host.failsToRenew().renews();
        assertThat(host).is("holding").writesNothing();
    }

    @Test
    void at_the_deadline_the_lease_is_lost_and_the_registry_is_read_before_anything_is_written() {
        host.failsToRenew();
        host.now = host.tenancy.nextWake().orElseThrow();
        host.hears(new TenancyFact.TimePassed());
        assertThat(host).isLostBy(LossReason.DEADLINE_PASSED).writesNothing();
        host.waits();
        assertThat(host).readsTheRegistry().writesNothing();
    }

    @Test
    void a_key_that_outlived_our_deadline_is_adopted_again_without_a_write() {
        host.after(Host.TTL).looksAgain();
        assertThat(host).is("claiming").keepsAlive(KEY).writesNothing();
        host.renews();
        assertThat(host).holds(KEY).writesNothing();
    }

    @Test
    void a_renewal_sent_so_long_ago_that_its_own_time_is_over_is_not_trusted() {
        TenancyFact.Renewed late = host.renewal(host.now);
        host.now = host.now.plus(Host.TTL);
        host.hears(late);
        assertThat(host).isLostBy(LossReason.DEADLINE_PASSED);
    }

    @Test
    void a_renewal_answered_after_the_loss_was_noticed_changes_nothing() {
        TenancyFact.Renewed late = host.renewal(host.now.plus(Host.TTL).plus(Duration.ofMillis(-10)));
        host.now = host.now.plus(Host.TTL);
        host.hears(new TenancyFact.TimePassed());
        host.hears(late);
        assertThat(host).isLostBy(LossReason.DEADLINE_PASSED).writesNothing();
    }

    @Test
    void nothing_is_written_for_a_lease_whose_deadline_has_passed_unnoticed() {
        host.now = host.now.plus(Host.TTL);
        host.hears(new TenancyFact.ReserveAsked());
        assertThat(host).isLostBy(LossReason.DEADLINE_PASSED).writesNothing();
    }

    @Test
    void a_host_that_slept_past_its_deadline_is_not_certain_when_it_wakes() {
        host.now = host.now.plus(Duration.ofDays(3));
        assertThat(host.held().isCertain(host.now)).isFalse();
        registry.goesOn();
        host.sees();
        assertThat(host).isLostBy(LossReason.DEADLINE_PASSED);
    }

    @Test
    void an_adoption_that_is_not_answered_is_begun_again() {
        host.after(Host.TTL).looksAgain();
        assertThat(host).keepsAlive(KEY);
        host.after(Duration.ofSeconds(21));
        assertThat(host).is("claiming").readsTheRegistry();
    }

    @Test
    void the_grant_of_an_adopted_key_is_not_revoked_although_it_was_spare() {
        GrantId grant = host.lease().term().granted().orElseThrow();
        SubnetLease before = host.lease();
        registry.deletes(KEY);
        host.sees().waits();
        assertThat(host.won().grant().grant()).isEqualTo(grant);
        host.getsNoAnswer().looksAgain();
        host.renews();
        assertThat(host).holds(KEY).revokes();
        assertThat(host.lease().createRevision()).isGreaterThan(before.createRevision());
    }
}
