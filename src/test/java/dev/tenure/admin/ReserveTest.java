package dev.tenure.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.admin.Done.Result;
import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.operator.ReserveRequest;
import dev.tenure.registry.InMemoryRegistry.Call;
import dev.tenure.registry.InMemoryRegistry.When;
import dev.tenure.registry.RegistryFailure;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One reservation, in peace, in a race, and with answers that get lost. */
class ReserveTest extends Desk {
    private static final String SECOND =
            "192.168.64.3 has the reservation %s, and a host has one subnet; remove that one"
                    + " first (tenure unreserve %s --delete)";

    @Test
    void a_lease_becomes_a_reservation_in_one_write_and_its_grant_ends() {
        long grant = lease("10.5.52.0-24", IP);
        SubnetLease before = at("10.5.52.0-24").orElseThrow();
        Done done = await(operations.reserve(reserve(IP), false));
        is(done, Result.DONE, "reserved", "the lease 10.5.52.0-24 of 192.168.64.3 becomes a reservation");
        SubnetLease after = at("10.5.52.0-24").orElseThrow();
        assertThat(after)
                .isEqualTo(new SubnetLease(
                        before.key(), before.value(), new Term.Reserved(), before.createRevision(), done.revision()));
        assertThat(done.before()).containsExactly(before);
        assertThat(done.after()).containsExactly(after);
        assertThat(store.hasGrant(grant)).isFalse();
        assertThat(etcd.count(Call.WRITE)).isEqualTo(1);
    }

    @Test
    void a_grant_that_carries_another_key_is_left() {
        long grant = lease("10.5.52.0-24", IP);
        put("10.5.53.0-24", OTHER, grant);
        await(operations.reserve(reserve(IP), false));
        assertThat(store.hasGrant(grant)).isTrue();
        assertThat(at("10.5.53.0-24")).isPresent();
    }

    @Test
    void a_host_that_has_yet_to_come_gets_a_key_without_a_grant() {
        Done done = await(operations.reserve(reserve(IP, "10.5.52.0/24"), false));
        is(done, Result.DONE, "reserved", "10.5.52.0/24 is reserved for 192.168.64.3");
        assertThat(at("10.5.52.0-24").map(SubnetLease::term)).contains(new Term.Reserved());
        assertThat(done.after()).containsExactly(at("10.5.52.0-24").orElseThrow());
        assertThat(done.subnet()).contains(subnet("10.5.52.0/24"));
    }

    @Test
    void what_is_so_already_is_not_written() {
        reservation("10.5.52.0-24", IP);
        Done done = await(operations.reserve(reserve(IP), false));
        is(done, Result.NOTHING, "already-reserved", "10.5.52.0/24 is reserved for 192.168.64.3 already");
        assertThat(etcd.count(Call.WRITE)).isZero();
    }

    @Test
    void a_dry_run_says_what_would_be_and_writes_nothing() {
        long grant = lease("10.5.52.0-24", IP);
        long revision = store.revision();
        is(
                await(operations.reserve(reserve(IP), true)),
                Result.PLANNED,
                "reserved",
                "the lease 10.5.52.0-24 of 192.168.64.3 would become a reservation");
        ReserveRequest move = new ReserveRequest(host(IP), Optional.of(subnet("10.5.60.0/24")), true);
        is(
                await(operations.reserve(move, true)),
                Result.PLANNED,
                "reserved",
                "10.5.60.0/24 would be reserved for 192.168.64.3, and its agent would move there from 10.5.52.0/24");
        assertThat(store.revision()).isEqualTo(revision);
        assertThat(store.hasGrant(grant)).isTrue();
    }

    @Test
    void a_refusal_names_the_holder_and_writes_nothing() {
        lease("10.5.52.0-24", OTHER);
        is(
                await(operations.reserve(reserve(IP, "10.5.52.0/24"), false)),
                Result.REFUSED,
                "overlaps",
                "10.5.52.0/24 overlaps the lease 10.5.52.0-24 of 192.168.64.9; choose another subnet, or release it"
                        + " (tenure release 10.5.52.0/24 --force) first");
        assertThat(etcd.count(Call.WRITE)).isZero();
    }

    @Test
    void who_comes_second_hears_who_was_first() {
        Done done =
                await(meddled(write -> reservation("10.5.52.0-24", OTHER)).reserve(reserve(IP, "10.5.52.0/24"), false));
        is(
                done,
                Result.REFUSED,
                "overlaps",
                "10.5.52.0/24 overlaps the reservation 10.5.52.0-24 of 192.168.64.9; choose another subnet, or remove it"
                        + " (tenure unreserve 10.5.52.0/24 --delete) first");
        assertThat(keys()).isEqualTo(1);
    }

    @Test
    void who_is_overtaken_elsewhere_plans_again_and_gets_it() {
        Done done = await(meddled(write -> {
                    if (write < Tries.MOST) {
                        lease("10.5." + write + ".0-24", "192.168.65." + write);
                    }
                })
                .reserve(reserve(IP, "10.5.52.0/24"), false));
        assertThat(done.result()).isEqualTo(Result.DONE);
        assertThat(etcd.count(Call.SNAPSHOT)).isEqualTo(Tries.MOST);
    }

    @Test
    void it_ends_where_somebody_is_faster_every_time() {
        Done done = await(meddled(write -> lease("10.5." + write + ".0-24", "192.168.65." + write))
                .reserve(reserve(IP, "10.5.52.0/24"), false));
        is(
                done,
                Result.REFUSED,
                "overtaken",
                "a subnet for 192.168.64.3 was planned 5 times, and each time somebody else had written meanwhile;"
                        + " see with tenure leases what the host has, and try again");
        assertThat(at("10.5.52.0-24")).isEmpty();
        assertThat(etcd.count(Call.WRITE)).isEqualTo(5);
    }

    @Test
    void a_lease_that_its_agent_writes_meanwhile_is_reserved_as_it_is_then() {
        long grant = lease("10.5.52.0-24", IP);
        String rewritten =
                "{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\",\"BackendData\":{\"VNI\":1}}";
        Done done = await(meddled(write -> {
                    if (write == 1) {
                        store.put("subnets/10.5.52.0-24", rewritten, grant);
                    }
                })
                .reserve(reserve(IP), false));
        assertThat(done.result()).isEqualTo(Result.DONE);
        assertThat(store.valueText("subnets/10.5.52.0-24")).contains("\"VNI\":1");
        assertThat(at("10.5.52.0-24").orElseThrow().isReservation()).isTrue();
    }

    @Test
    void a_write_without_an_answer_that_happened_is_told_as_done() {
        long grant = lease("10.5.52.0-24", IP);
        Done done = await(meddled(write -> loseAnswer(When.AFTER_APPLYING, 1)).reserve(reserve(IP), false));
        assertThat(done.result()).isEqualTo(Result.DONE);
        assertThat(done.after()).containsExactly(at("10.5.52.0-24").orElseThrow());
        assertThat(done.revision()).isEqualTo(at("10.5.52.0-24").orElseThrow().modRevision());
        assertThat(etcd.count(Call.WRITE)).isEqualTo(1);
        assertThat(store.hasGrant(grant)).isFalse();
    }

    @Test
    void a_new_key_without_an_answer_is_found_too() {
        Done done =
                await(meddled(write -> loseAnswer(When.AFTER_APPLYING, 0)).reserve(reserve(IP, "10.5.52.0/24"), false));
        assertThat(done.result()).isEqualTo(Result.DONE);
        assertThat(etcd.count(Call.WRITE)).isEqualTo(1);
    }

    @Test
    void a_write_without_an_answer_that_did_not_happen_is_told_as_not_done() {
        long grant = lease("10.5.52.0-24", IP);
        Done done = await(meddled(write -> loseAnswer(When.BEFORE_APPLYING, 0)).reserve(reserve(IP), false));
        is(
                done,
                Result.FAILED,
                "unreachable",
                "it was not done: etcd gave no answer, and at revision " + store.revision()
                        + " 10.5.52.0-24 is a lease of 192.168.64.3; ask for it again (no answer in 2 s)");
        assertThat(store.hasGrant(grant)).isTrue();
        assertThat(etcd.count(Call.WRITE)).isEqualTo(1);
    }

    @Test
    void a_key_that_somebody_else_put_is_not_taken_for_ones_own() {
        Done done = await(meddled(write -> {
                    loseAnswer(When.BEFORE_APPLYING, 0);
                    reservation("10.5.52.0-24", OTHER);
                })
                .reserve(reserve(IP, "10.5.52.0/24"), false));
        assertThat(done.result()).isEqualTo(Result.FAILED);
        assertThat(done.sentence()).contains("10.5.52.0-24 is a reservation of 192.168.64.9");
    }

    @Test
    void a_lease_that_its_agent_writes_anew_is_not_taken_for_a_reservation() {
        long grant = lease("10.5.52.0-24", IP);
        Done done = await(meddled(write -> {
                    loseAnswer(When.BEFORE_APPLYING, 0);
                    put("10.5.52.0-24", IP, grant);
                })
                .reserve(reserve(IP), false));
        assertThat(done.result()).isEqualTo(Result.FAILED);
        assertThat(store.hasGrant(grant)).isTrue();
    }

    @Test
    void where_nobody_can_say_it_is_said_that_nobody_can() {
        long grant = lease("10.5.52.0-24", IP);
        Done done = await(meddled(write -> loseAnswer(When.AFTER_APPLYING, 2)).reserve(reserve(IP), false));
        is(
                done,
                Result.UNKNOWN,
                "unreachable",
                "it may have been done or not: etcd gave no answer, and none when it was asked whether it was; see with"
                        + " tenure leases what is there, then ask for it again (no answer in 2 s)");
        assertThat(done.isGood()).isFalse();
        assertThat(store.hasGrant(grant)).isTrue();
    }

    @Test
    void what_etcd_refuses_is_a_failure_and_nothing_is_written() {
        lease("10.5.52.0-24", IP);
        etcd.failNext(1, Call.WRITE, DENIED, When.BEFORE_APPLYING);
        assertThat(failureOf(operations.reserve(reserve(IP), false))).isEqualTo(DENIED);
        etcd.goUnreachable(AWAY);
        assertThat(failureOf(operations.reserve(reserve(IP), false))).isInstanceOf(RegistryFailure.Unreachable.class);
    }

    @Test
    void of_the_subnet_that_a_host_has_and_one_to_move_to_only_the_first_is_reserved() {
        long grant = lease("10.5.52.0-24", IP);
        ReserveRequest move = new ReserveRequest(host(IP), Optional.of(subnet("10.5.60.0/24")), true);
        Done second = await(meddled(write -> {
                    if (write == 1) {
                        reservation("10.5.60.0-24", IP);
                    }
                })
                .reserve(reserve(IP, "10.5.52.0/24"), false));
        is(second, Result.REFUSED, "second-subnet", SECOND.formatted("10.5.60.0-24", "10.5.60.0/24"));
        assertThat(at("10.5.52.0-24").flatMap(lease -> lease.term().granted())).contains(new GrantId(grant));
        store.delete("subnets/10.5.60.0-24");

        second = await(meddled(write -> {
                    if (write == 1) {
                        reservation("10.5.52.0-24", IP);
                    }
                })
                .reserve(move, false));
        is(second, Result.REFUSED, "second-subnet", SECOND.formatted("10.5.52.0-24", "10.5.52.0/24"));
        assertThat(at("10.5.60.0-24")).isEmpty();
    }
}
