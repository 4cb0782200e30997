package dev.tenure.tenancy;

import static dev.tenure.tenancy.HostAssert.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Giving a lease back on request, and claiming none after it. */
class StoppingTest {
    private static final String KEY = "10.5.52.0-24";

    private final Registry registry = new Registry().network("10.5.0.0/16");
    private final Host host = Host.in(registry);

    private Host asksToRelease() {
        return host.hears(new TenancyFact.ReleaseAsked());
    }

    @Test
    void a_held_lease_is_given_back_and_nothing_is_claimed_any_more() {
        host.startsWithPrevious("10.5.52.0/24").wins();
        asksToRelease();
        assertThat(host).is("stopped").releases(KEY);
        registry.deletes(KEY);
        host.sees();
        assertThat(host).is("stopped").saysNothing();
        asksToRelease();
        assertThat(host).saysNothing();
    }

    @Test
    void a_reservation_is_not_given_back() {
        registry.reservation(KEY, Host.IP);
        host.settles();
        asksToRelease();
        assertThat(host).is("holding").holds(KEY).warns("only an operator").writesNothing();
    }

    @Test
    void a_claim_under_way_is_given_back_when_it_is_won() {
        host.startsWithPrevious("10.5.52.0/24");
        asksToRelease();
        assertThat(host).is("stopped").writesNothing();
        host.wins();
        assertThat(host).is("stopped").releases(KEY);
    }

    @Test
    void the_grant_of_a_claim_under_way_is_revoked_when_it_is_not_won() {
        host.startsWithPrevious("10.5.52.0/24");
        SpareGrant grant = host.grantOf(host.claim());
        asksToRelease();
        host.hears(new TenancyFact.ClaimRefused(grant));
        assertThat(host).revokes(grant.grant());
        host.hears(new TenancyFact.ClaimFailed(Optional.of(grant), "etcd did not answer"));
        assertThat(host).revokes(grant.grant());
    }

    @Test
    void a_spare_grant_is_revoked() {
        host.startsWithPrevious("10.5.52.0/24");
        SpareGrant grant = host.grantOf(host.claim());
        host.hears(new TenancyFact.ClaimRefused(grant));
        asksToRelease();
        assertThat(host).is("stopped").revokes(grant.grant());
    }

    @Test
    void a_lease_past_its_deadline_is_given_back_if_it_is_still_as_we_saw_it() {
        host.startsWithPrevious("10.5.52.0/24").acquires();
        host.now = host.now.plus(Host.TTL);
        asksToRelease();
        assertThat(host).is("stopped").releases(KEY);
    }

    @Test
    void a_subnet_that_was_being_left_is_given_back_too() {
        host.startsWithPrevious("10.5.52.0/24").acquires();
        registry.network("10.6.0.0/16");
        host.sees().looksAgain().wins();
        String moved = host.lease().key().text();
        asksToRelease();
        org.assertj.core.api.Assertions.assertThat(host.said.stream()
                        .filter(TenancyCommand.Release.class::isInstance)
                        .map(command ->
                                ((TenancyCommand.Release) command).lease().key().text())
                        .distinct())
                .containsExactlyInAnyOrder(KEY, moved);
    }

    @Test
    void a_waiting_host_stops_too() {
        asksToRelease();
        assertThat(host).is("stopped").writesNothing();
    }
}
