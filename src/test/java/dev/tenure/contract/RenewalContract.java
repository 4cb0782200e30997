package dev.tenure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.registry.Grant;
import dev.tenure.registry.Renewal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every registry does with grants and renewals. */
abstract class RenewalContract extends DigestContract {
    // ---- grants

    @Test
    void a_grant_is_at_least_as_long_as_was_asked() {
        Grant granted = await(registry.grant(Duration.ofMillis(86_399_001)));

        assertThat(granted.ttl())
                .isGreaterThanOrEqualTo(Duration.ofMillis(86_399_001))
                .isLessThanOrEqualTo(DAY);
        assertThat(other.hasGrant(granted.id().id())).isTrue();
    }

    @Test
    void an_unused_grant_is_revoked() {
        GrantId unused = grant();

        await(registry.revokeUnused(unused));

        assertThat(other.hasGrant(unused.id())).isFalse();
    }

    @Test
    void a_grant_that_carries_a_key_is_never_revoked() {
        SubnetLease lease = held("10.5.52.0-24", "192.168.64.3");
        GrantId used = lease.term().granted().orElseThrow();

        await(registry.revokeUnused(used));

        assertThat(other.hasGrant(used.id())).isTrue();
        assertThat(other.get("subnets/10.5.52.0-24")).isPresent();
    }

    @Test
    void revoking_a_grant_that_is_gone_already_is_no_failure() {
        GrantId gone = grant();
        other.endGrant(gone.id());

        await(registry.revokeUnused(gone));

        assertThat(other.hasGrant(gone.id())).isFalse();
    }

    // ---- renew

    @Test
    void a_renewal_keeps_the_grant_alive_and_writes_nothing() {
        SubnetLease lease = held("10.5.52.0-24", "192.168.64.3");
        long before = other.revision();

        assertThat(await(registry.renew(lease))).isEqualTo(new Renewal.KeptAlive(DAY));
        assertThat(other.revision()).isEqualTo(before);
    }

    @Test
    void a_renewal_of_a_reservation_finds_it_still_reserved() {
        other.put("subnets/10.5.52.0-24", value("192.168.64.3"), 0);
        SubnetLease reservation =
                await(registry.snapshot()).leases().find(key("10.5.52.0-24")).orElseThrow();

        assertThat(await(registry.renew(reservation))).isEqualTo(new Renewal.StillReserved());
    }

    @Test
    void a_renewal_tells_of_a_key_that_somebody_has_written() {
        SubnetLease lease = held("10.5.52.0-24", "192.168.64.3");
        long written = other.put("subnets/10.5.52.0-24", value("192.168.64.3"), 0);

        Renewal.Changed changed = (Renewal.Changed) await(registry.renew(lease));

        assertThat(changed.current().map(SubnetLease::modRevision)).contains(written);
        assertThat(changed.current().map(SubnetLease::isReservation)).contains(true);
        assertThat(changed.revision()).isGreaterThanOrEqualTo(written);
    }

    @Test
    void a_renewal_tells_of_a_value_that_is_no_lease_any_more() {
        SubnetLease lease = held("10.5.52.0-24", "192.168.64.3");
        other.put("subnets/10.5.52.0-24", "{\"PublicIP\":", 0);

        Renewal.Changed changed = (Renewal.Changed) await(registry.renew(lease));

        assertThat(changed.current().map(SubnetLease::value)).containsInstanceOf(LeaseValue.Unreadable.class);
    }

    @Test
    void a_renewal_tells_of_a_key_that_went_with_its_grant() {
        SubnetLease lease = held("10.5.52.0-24", "192.168.64.3");
        other.endGrant(lease.term().granted().orElseThrow().id());

        Renewal.Changed changed = (Renewal.Changed) await(registry.renew(lease));

        assertThat(changed.current()).isEmpty();
        assertThat(changed.revision()).isGreaterThan(lease.modRevision());
    }

    @Test
    void a_renewal_never_keeps_the_grant_of_a_changed_key_alive() {
        SubnetLease lease = held("10.5.52.0-24", "192.168.64.3");
        SubnetLease foreignRevision = new SubnetLease(
                lease.key(), lease.value(), lease.term(), lease.createRevision(), lease.modRevision() + 1);

        assertThat(await(registry.renew(foreignRevision))).isInstanceOf(Renewal.Changed.class);
    }

    @Test
    void a_renewal_says_so_when_only_the_grant_is_gone() {
        SubnetLease lease = held("10.5.52.0-24", "192.168.64.3");
        GrantId gone = grant();
        other.endGrant(gone.id());
        SubnetLease withoutGrant = new SubnetLease(
                lease.key(), lease.value(), new Term.Granted(gone), lease.createRevision(), lease.modRevision());

        assertThat(await(registry.renew(withoutGrant))).isEqualTo(new Renewal.GrantGone());
    }
}
