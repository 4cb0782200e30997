package dev.tenure.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.admin.Done.Result;
import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.InMemoryRegistry.Call;
import dev.tenure.registry.InMemoryRegistry.When;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a reservation ends, and that no grant is left behind by an end that did not come about. */
class UnreserveTest extends Desk {
    private static final Duration TTL = Duration.ofHours(2);

    private long grantOf(String key) {
        return at(key).flatMap(lease -> lease.term().granted()).map(GrantId::id).orElse(0L);
    }

    @Test
    void a_reservation_becomes_a_lease_on_a_grant_of_the_length_that_was_asked() {
        reservation("10.5.52.0-24", IP);
        SubnetLease before = at("10.5.52.0-24").orElseThrow();
        Done done = await(operations.unreserve(unreserve(IP, false), TTL, false));
        is(
                done,
                Result.DONE,
                "unreserved",
                "the reservation 10.5.52.0-24 of 192.168.64.3 becomes a lease, which ends unless the host's agent keeps it"
                        + " alive");
        SubnetLease after = at("10.5.52.0-24").orElseThrow();
        assertThat(done.before()).containsExactly(before);
        assertThat(done.after()).containsExactly(after);
        assertThat(after.value()).isEqualTo(before.value());
        assertThat(store.grantState(grantOf("10.5.52.0-24")).orElseThrow().granted())
                .isEqualTo(TTL);
    }

    @Test
    void it_is_deleted_where_that_is_asked() {
        reservation("10.5.52.0-24", IP);
        Done done = await(operations.unreserve(unreserve(IP, true), TTL, false));
        is(
                done,
                Result.DONE,
                "deleted",
                "the reservation 10.5.52.0-24 of 192.168.64.3 is deleted; an agent that lives on it claims the same subnet"
                        + " again, as a lease");
        assertThat(done.after()).isEmpty();
        assertThat(done.revision()).isEqualTo(store.revision());
        assertThat(keys()).isZero();
        assertThat(store.grants()).isEmpty();
    }

    @Test
    void a_dry_run_says_what_would_be_and_asks_for_no_grant() {
        reservation("10.5.52.0-24", IP);
        assertThat(await(operations.unreserve(unreserve(IP, false), TTL, true)).sentence())
                .isEqualTo("the reservation 10.5.52.0-24 of 192.168.64.3 would become a lease, which ends unless the"
                        + " host's agent keeps it alive");
        is(
                await(operations.unreserve(unreserve(IP, true), TTL, true)),
                Result.PLANNED,
                "deleted",
                "the reservation 10.5.52.0-24 of 192.168.64.3 would be deleted; an agent that lives on it would claim the"
                        + " same subnet again, as a lease");
        assertThat(etcd.count(Call.WRITE) + etcd.count(Call.GRANT)).isZero();
        assertThat(at("10.5.52.0-24").orElseThrow().isReservation()).isTrue();
    }

    @Test
    void what_is_not_there_is_nothing_to_do_and_what_is_a_lease_is_refused() {
        Done nothing = await(operations.unreserve(unreserve(IP, false), TTL, false));
        is(nothing, Result.NOTHING, "nothing-there", "there is no reservation of 192.168.64.3");
        lease("10.5.52.0-24", IP);
        assertThat(await(operations.unreserve(unreserve(IP, true), TTL, false)).code())
                .isEqualTo("is-lease");
        assertThat(etcd.count(Call.WRITE) + etcd.count(Call.GRANT)).isZero();
    }

    @Test
    void who_is_overtaken_leaves_no_grant_and_plans_again() {
        reservation("10.5.52.0-24", IP);
        Done done = await(meddled(write -> {
                    if (write == 1) {
                        reservation("10.5.52.0-24", IP);
                    }
                })
                .unreserve(unreserve(IP, false), TTL, false));
        assertThat(done.result()).isEqualTo(Result.DONE);
        assertThat(store.grants()).containsExactly(grantOf("10.5.52.0-24"));
    }

    @Test
    void who_comes_too_late_leaves_no_grant() {
        reservation("10.5.52.0-24", IP);
        Done done = await(
                meddled(write -> store.delete("subnets/10.5.52.0-24")).unreserve(unreserve(IP, false), TTL, false));
        is(done, Result.NOTHING, "nothing-there", "there is no reservation of 192.168.64.3");
        assertThat(store.grants()).isEmpty();
    }

    @Test
    void a_refusal_of_etcd_leaves_no_grant() {
        reservation("10.5.52.0-24", IP);
        etcd.failNext(1, Call.WRITE, DENIED, When.BEFORE_APPLYING);
        assertThat(failureOf(operations.unreserve(unreserve(IP, false), TTL, false)))
                .isEqualTo(DENIED);
        assertThat(store.grants()).isEmpty();
    }

    @Test
    void a_write_without_an_answer_that_happened_is_told_as_done() {
        reservation("10.5.52.0-24", IP);
        Done done =
                await(meddled(write -> loseAnswer(When.AFTER_APPLYING, 0)).unreserve(unreserve(IP, false), TTL, false));
        assertThat(done.result()).isEqualTo(Result.DONE);
        assertThat(grantOf("10.5.52.0-24")).isNotZero();
    }

    /** The write may be under way still; with its grant the key would go that it puts there. */
    @Test
    void a_grant_that_a_late_write_may_need_is_not_revoked() {
        reservation("10.5.52.0-24", IP);
        Done done = await(
                meddled(write -> loseAnswer(When.BEFORE_APPLYING, 0)).unreserve(unreserve(IP, false), TTL, false));
        assertThat(done.result()).isEqualTo(Result.FAILED);
        assertThat(store.grants()).hasSize(1);
    }

    @Test
    void a_deletion_without_an_answer_is_looked_up() {
        reservation("10.5.52.0-24", IP);
        Done not =
                await(meddled(write -> loseAnswer(When.BEFORE_APPLYING, 0)).unreserve(unreserve(IP, true), TTL, false));
        assertThat(not.result()).isEqualTo(Result.FAILED);
        Done done =
                await(meddled(write -> loseAnswer(When.AFTER_APPLYING, 0)).unreserve(unreserve(IP, true), TTL, false));
        assertThat(done.result()).isEqualTo(Result.DONE);
        assertThat(keys()).isZero();
    }
}
