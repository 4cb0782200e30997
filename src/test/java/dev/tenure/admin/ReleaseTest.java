package dev.tenure.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.admin.Done.Result;
import dev.tenure.operator.ReleaseRequest;
import dev.tenure.registry.InMemoryRegistry.Call;
import dev.tenure.registry.InMemoryRegistry.When;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a lease is given back: the key and its grant, and never one that was written meanwhile. */
class ReleaseTest extends Desk {
    @Test
    void a_lease_goes_with_its_grant() {
        long grant = lease("10.5.52.0-24", IP);
        Done done = await(operations.release(ReleaseRequest.ofSelf(host(IP)), false));
        is(
                done,
                Result.DONE,
                "released",
                "the lease 10.5.52.0-24 of 192.168.64.3 is deleted; an agent that runs there claims a subnet again");
        assertThat(done.before()).hasSize(1);
        assertThat(keys()).isZero();
        assertThat(store.hasGrant(grant)).isFalse();
    }

    @Test
    void a_dry_run_says_what_would_go_and_deletes_nothing() {
        lease("10.5.52.0-24", IP);
        is(
                await(operations.release(release(IP), true)),
                Result.PLANNED,
                "released",
                "the lease 10.5.52.0-24 of 192.168.64.3 would be deleted; an agent that runs there would claim a subnet"
                        + " again");
        assertThat(keys()).isEqualTo(1);
    }

    @Test
    void all_leases_of_a_host_go() {
        lease("10.5.52.0-24", IP);
        lease("10.5.53.0-24", IP);
        Done done = await(operations.release(release(IP), false));
        assertThat(done.sentence())
                .isEqualTo(
                        "the lease 10.5.52.0-24 of 192.168.64.3 and the lease 10.5.53.0-24 of 192.168.64.3 are deleted;"
                                + " an agent that runs there claims a subnet again");
        assertThat(keys()).isZero();
    }

    @Test
    void a_lease_that_is_another_hosts_meanwhile_stays() {
        lease("10.5.52.0-24", IP);
        Done done = await(meddled(write -> {
                    store.delete("subnets/10.5.52.0-24");
                    lease("10.5.52.0-24", OTHER);
                })
                .release(release(IP), false));
        is(done, Result.NOTHING, "nothing-there", "there is no lease of 192.168.64.3");
        assertThat(at("10.5.52.0-24").orElseThrow().holder()).isEqualTo(OTHER);
    }

    @Test
    void what_became_a_reservation_meanwhile_stays() {
        lease("10.5.52.0-24", IP);
        Done done = await(meddled(write -> reservation("10.5.52.0-24", IP)).release(release(IP), false));
        assertThat(done.code()).isEqualTo("is-reservation");
        assertThat(at("10.5.52.0-24")).isPresent();
    }

    @Test
    void what_was_deleted_before_it_was_overtaken_is_not_deleted_again() {
        lease("10.5.52.0-24", IP);
        lease("10.5.53.0-24", IP);
        Done done = await(meddled(write -> {
                    if (write == 2) {
                        lease("10.5.52.0-24", IP);
                        lease("10.5.53.0-24", IP);
                    }
                })
                .release(release(IP), false));
        assertThat(done.result()).isEqualTo(Result.DONE);
        assertThat(done.before()).hasSize(2);
        assertThat(at("10.5.52.0-24")).isPresent();
        assertThat(at("10.5.53.0-24")).isEmpty();
    }

    @Test
    void a_refusal_after_a_part_was_done_names_that_part() {
        lease("10.5.52.0-24", IP);
        lease("10.5.53.0-24", IP);
        Done done = await(meddled(write -> {
                    if (write == 2) {
                        etcd.failNext(1, Call.WRITE, DENIED, When.BEFORE_APPLYING);
                    }
                })
                .release(release(IP), false));
        is(done, Result.FAILED, "permission-denied", "10.5.52.0-24 is deleted; then: etcd said no");
        assertThat(done.before()).hasSize(1);
    }

    @Test
    void another_hosts_lease_needs_force() {
        lease("10.5.52.0-24", IP);
        ReleaseRequest plain = new ReleaseRequest(Optional.of(host(IP)), Optional.empty(), false, Optional.empty());
        assertThat(await(operations.release(plain, false)).code()).isEqualTo("needs-force");
        assertThat(keys()).isEqualTo(1);
    }

    @Test
    void a_deletion_without_an_answer_is_looked_up() {
        long grant = lease("10.5.52.0-24", IP);
        Done not = await(meddled(write -> loseAnswer(When.BEFORE_APPLYING, 0)).release(release(IP), false));
        assertThat(not.result()).isEqualTo(Result.FAILED);
        assertThat(store.hasGrant(grant)).isTrue();
        Done unknown =
                await(meddled(write -> loseAnswer(When.BEFORE_APPLYING, 2)).release(release(IP), false));
        assertThat(unknown.result()).isEqualTo(Result.UNKNOWN);
        Done done = await(meddled(write -> loseAnswer(When.AFTER_APPLYING, 1)).release(release(IP), false));
        assertThat(done.result()).isEqualTo(Result.DONE);
        assertThat(store.hasGrant(grant)).isFalse();
    }
}
