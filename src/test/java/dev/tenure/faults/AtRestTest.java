package dev.tenure.faults;

import static dev.tenure.faults.Tale.A;
import static dev.tenure.faults.Tale.B;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** I6, I9 and I11: no grant is left over, everybody knows what etcd knows, everybody is ready. */
class AtRestTest {
    private final Tale tale = Tale.ofNetwork().put(3, "10.5.1.0-24", A, 7).put(4, "10.5.2.0-24", B, 8);

    private List<Violation> grants() {
        return new NoGrantIsLeft().violations(tale.rest());
    }

    private List<Violation> caches() {
        return new CachesAgree().violations(tale.rest());
    }

    private List<Violation> ready() {
        return new EverybodyIsReady().violations(tale.rest());
    }

    // ---- I6

    @Test
    void a_grant_for_each_lease_is_as_it_should_be() {
        tale.grants("0000000000000007", "0000000000000008");
        assertThat(grants()).isEmpty();
    }

    @Test
    void a_grant_that_no_key_hangs_on_is_found() {
        tale.grants("0000000000000007", "0000000000000008", "0000000000000009");
        assertThat(grants()).singleElement().asString().contains("I6", "1 grants", "0000000000000009");
    }

    @Test
    void a_grant_whose_key_has_become_a_reservation_is_found() {
        tale.host(A);
        tale.put(5, "10.5.1.0-24", A, 0).byOperator(5).grants("0000000000000007", "0000000000000008");
        assertThat(grants()).hasSize(1);
    }

    @Test
    void a_grant_that_an_operator_used_is_theirs_to_revoke() {
        tale.put(5, "10.5.1.0-24", A, 9)
                .byOperator(5)
                .put(6, "10.5.1.0-24", A, 0)
                .byOperator(6);
        tale.grants("0000000000000009", "0000000000000008");
        assertThat(grants()).isEmpty();
    }

    @Test
    void an_agent_that_was_killed_in_the_middle_of_a_claim_may_leave_one() {
        tale.host("192.168.64.5").ends();
        tale.grants("000000000000000a");
        assertThat(grants()).isEmpty();
        tale.grants("000000000000000b");
        assertThat(grants()).hasSize(1);
    }

    @Test
    void an_agent_that_was_killed_while_it_held_a_lease_leaves_none() {
        tale.host(A).holds("10.5.1.0-24");
        tale.at(1_000).host(A).ends();
        tale.grants("0000000000000007", "000000000000000a");
        assertThat(grants()).hasSize(1);
    }

    @Test
    void an_operator_who_deletes_a_dead_hosts_key_leaves_its_grant_and_a_living_host_uses_it_again() {
        tale.host(A).holds("10.5.1.0-24");
        tale.at(1_000).delete(5, "10.5.1.0-24").byOperator(5).grants("0000000000000007", "0000000000000008");
        assertThat(grants()).hasSize(1);
        tale.host(B).holds("10.5.2.0-24");
        tale.at(2_000).host(B).ends();
        tale.at(3_000).delete(6, "10.5.2.0-24").byOperator(6);
        assertThat(grants())
                .singleElement()
                .asString()
                .contains("0000000000000007")
                .doesNotContain("000008");
    }

    @Test
    void an_answer_that_the_test_has_kept_may_cost_one() {
        tale.grants("000000000000000a").grantsExcused(1);
        assertThat(grants()).isEmpty();
    }

    // ---- I9

    @Test
    void whoever_knows_the_others_as_etcd_does_agrees() {
        tale.host(A).knows("10.5.2.0-24", 4);
        tale.host(B).knows("10.5.1.0-24", 3);
        assertThat(caches()).isEmpty();
    }

    @Test
    void a_put_that_was_not_heard_of_is_found() {
        tale.host(A);
        assertThat(caches()).singleElement().asString().contains("I9", A, "10.5.2.0-24 is at 4, known at null");
    }

    @Test
    void a_change_that_was_not_heard_of_is_found() {
        tale.host(A).knows("10.5.2.0-24", 4);
        tale.update(5, "10.5.2.0-24", B, 8, "aa");
        assertThat(caches()).hasSize(1);
    }

    @Test
    void a_delete_that_was_not_heard_of_is_found() {
        tale.host(A).knows("10.5.2.0-24", 4);
        tale.delete(5, "10.5.2.0-24");
        assertThat(caches()).hasSize(1);
    }

    // ---- I3

    @Test
    void a_temporary_file_that_nobody_writes_any_more_is_found() {
        tale.host(A).leaves(".subnet.env.tenure-77.tmp");
        assertThat(new NothingIsLeftOnDisk().violations(tale.rest()))
                .singleElement()
                .asString()
                .contains("I3", "77");
        tale.host(A).ends();
        assertThat(new NothingIsLeftOnDisk().violations(tale.rest())).isEmpty();
    }

    // ---- I11

    @Test
    void everybody_who_lives_has_to_be_ready() {
        tale.host(A).says(true, true);
        tale.host(B).says(false, true);
        assertThat(ready()).singleElement().asString().contains("I11", B);
        tale.host(B).ends();
        assertThat(ready()).isEmpty();
    }
}
