package dev.tenure.faults;

import static dev.tenure.faults.Tale.A;
import static dev.tenure.faults.Tale.B;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** I7: who is certain, or says that it is ready, has reason to. */
class ReadinessTest {
    private final Tale tale = Tale.ofNetwork().put(3, "10.5.1.0-24", A, 7);

    private List<Violation> certain() {
        return new CertaintyIsEarned().violations(tale.evidence());
    }

    private List<Violation> ready() {
        return new ReadyMeansHeld().violations(tale.evidence());
    }

    // ---- certain

    @Test
    void a_host_is_certain_of_what_etcd_has() {
        tale.host(A).holds("10.5.1.0-24");
        tale.at(2_000).host(A).holds("10.5.1.0-24");
        tale.at(9_000);
        assertThat(certain()).isEmpty();
    }

    @Test
    void a_lease_that_etcd_never_had_is_found() {
        var lease = tale.history().end().leases().iterator().next();
        Tale other = Tale.ofNetwork().put(3, "10.5.2.0-24", B, 8);
        other.host(A).holds(lease, 0);
        assertThat(new CertaintyIsEarned().violations(other.evidence()))
                .singleElement()
                .asString()
                .contains("never had");
    }

    @Test
    void a_lease_that_ends_before_its_hosts_deadline_is_found() {
        tale.host(A).holds("10.5.1.0-24");
        tale.at(7_000).delete(4, "10.5.1.0-24");
        tale.at(20_000);
        assertThat(certain()).singleElement().asString().contains("I7", "still certain", "1000 ms", "revision 4");
    }

    @Test
    void a_deadline_that_is_too_late_by_a_little_is_found() {
        tale.host(A).holds("10.5.1.0-24");
        tale.at(7_990).delete(4, "10.5.1.0-24");
        tale.at(20_000);
        assertThat(certain()).hasSize(1);
    }

    @Test
    void a_host_that_gives_its_lease_up_may_say_so_a_little_later() {
        tale.host(A).holds("10.5.1.0-24");
        tale.at(2_000).delete(4, "10.5.1.0-24");
        tale.at(2_200).host(A).holdsNothing();
        tale.at(20_000);
        assertThat(certain()).isEmpty();
    }

    @Test
    void an_agent_that_is_stopped_may_give_its_lease_back_without_a_word() {
        tale.host(A).holds("10.5.1.0-24");
        tale.at(2_000).delete(4, "10.5.1.0-24");
        tale.at(4_000).host(A).ends();
        tale.at(20_000);
        assertThat(certain()).isEmpty();
    }

    @Test
    void what_an_operator_takes_may_be_believed_in_until_the_deadline() {
        tale.host(A).holds("10.5.1.0-24");
        tale.at(1_000).put(4, "10.5.1.0-24", B, 8).byOperator(4);
        tale.at(20_000);
        assertThat(certain()).isEmpty();
    }

    @Test
    void what_an_operator_has_hung_on_a_grant_that_ends_sooner_as_well() {
        tale.host(A).holds("10.5.1.0-24");
        tale.at(1_000).put(4, "10.5.1.0-24", A, 9).byOperator(4);
        tale.at(3_000).delete(5, "10.5.1.0-24");
        tale.at(20_000);
        assertThat(certain()).isEmpty();
    }

    @Test
    void a_renewal_of_what_is_gone_is_found() {
        var lease = tale.history().end().leases().iterator().next();
        tale.host(A).holds("10.5.1.0-24");
        tale.at(1_000).delete(4, "10.5.1.0-24").byOperator(4);
        tale.at(2_000).host(A).holds(lease, 0);
        assertThat(certain()).singleElement().asString().contains("renewed");
    }

    @Test
    void who_is_in_touch_with_etcd_hears_in_the_end_that_its_reservation_is_gone() {
        tale.put(4, "10.5.2.0-24", B, 0)
                .byOperator(4)
                .host(B)
                .holds("10.5.2.0-24")
                .says(true, true);
        tale.at(1_000).delete(5, "10.5.2.0-24").byOperator(5);
        tale.at(60_000).host(B).says(true, true);
        assertThat(certain()).isEmpty();
        tale.at(120_000).host(B).says(true, true);
        assertThat(certain()).singleElement().asString().contains("in touch", B);
    }

    @Test
    void who_is_out_of_touch_may_keep_its_reservation_for_as_long_as_it_likes() {
        tale.put(4, "10.5.2.0-24", B, 0)
                .byOperator(4)
                .host(B)
                .holds("10.5.2.0-24")
                .says(true, true);
        tale.at(1_000).delete(5, "10.5.2.0-24").byOperator(5).host(B).says(true, false);
        tale.at(120_000).host(B).says(true, false);
        assertThat(certain()).isEmpty();
    }

    // ---- ready

    @Test
    void ready_with_a_lease_and_a_file_that_names_it_is_true() {
        tale.host(A).holds("10.5.1.0-24").writes("10.5.1.0/24").saysReady();
        tale.at(3_000).host(A).saysReady();
        assertThat(ready()).isEmpty();
    }

    @Test
    void ready_without_a_lease_is_found() {
        tale.host(A).writes("10.5.1.0/24").saysReady();
        assertThat(ready()).isNotEmpty().first().asString().contains("I7", A, "no lease");
    }

    @Test
    void ready_after_the_deadline_is_found() {
        tale.host(A).holds("10.5.1.0-24").writes("10.5.1.0/24").saysReady();
        tale.at(8_001).host(A).saysReady();
        assertThat(ready()).hasSize(1);
    }

    @Test
    void ready_long_after_the_lease_was_lost_is_found() {
        tale.host(A).holds("10.5.1.0-24").writes("10.5.1.0/24").saysReady();
        tale.at(1_000).delete(4, "10.5.1.0-24").host(A).holdsNothing();
        tale.at(1_020).host(A).saysReady();
        assertThat(ready()).isEmpty();
        tale.at(3_000).host(A).saysReady();
        assertThat(ready()).hasSize(1);
    }

    @Test
    void ready_without_a_file_is_found() {
        tale.host(A).holds("10.5.1.0-24").saysReady();
        assertThat(ready()).isNotEmpty().first().asString().contains("did not name");
    }

    @Test
    void ready_before_the_file_names_the_new_subnet_is_found() {
        tale.host(A).holds("10.5.1.0-24").writes("10.5.1.0/24").saysReady();
        tale.at(1_000)
                .put(4, "10.5.2.0-24", A, 8)
                .host(A)
                .looks()
                .holds("10.5.2.0-24")
                .saysReady();
        assertThat(ready()).isEmpty();
        tale.at(2_500).host(A).saysReady();
        assertThat(ready()).hasSize(1);
    }

    @Test
    void a_file_that_somebody_spoils_may_go_unnoticed_for_a_few_seconds() {
        tale.host(A).holds("10.5.1.0-24").writes("10.5.1.0/24").saysReady();
        tale.at(1_000).host(A).looks().finds("nonsense");
        tale.at(5_000).host(A).saysReady();
        assertThat(ready()).isEmpty();
        tale.at(7_900).host(A).holds("10.5.1.0-24");
        tale.at(12_000).host(A).saysReady();
        assertThat(ready()).hasSize(1);
    }

    @Test
    void who_says_that_it_is_not_ready_may_have_any_reason() {
        tale.host(A).says(false, true);
        assertThat(ready()).isEmpty();
    }
}
