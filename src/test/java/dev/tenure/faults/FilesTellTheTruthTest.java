package dev.tenure.faults;

import static dev.tenure.faults.Tale.A;
import static dev.tenure.faults.Tale.B;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** I3: subnet.env is whole and true whenever one looks. */
class FilesTellTheTruthTest {
    private final Tale tale = Tale.ofNetwork();

    private List<Violation> found() {
        return new FilesTellTheTruth().violations(tale.evidence());
    }

    @Test
    void a_file_that_names_the_subnet_of_its_host_is_true() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.at(20).host(A).writes("10.5.1.0/24");
        assertThat(found()).isEmpty();
    }

    @Test
    void a_file_that_reaches_the_disk_a_little_after_the_lease_is_lost_is_true() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.at(100).delete(4, "10.5.1.0-24").host(A).looks().holdsNothing();
        tale.at(1_000).host(A).writes("10.5.1.0/24");
        assertThat(found()).isEmpty();
    }

    @Test
    void a_host_that_cannot_hear_writes_what_it_believes() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.at(100).delete(4, "10.5.1.0-24").byOperator(4);
        tale.at(7_000).host(A).looks();
        tale.at(7_500).host(A).writes("10.5.1.0/24");
        assertThat(found()).isEmpty();
    }

    @Test
    void half_a_file_is_found() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.host(A).writesText("FLANNEL_NETWORK=10.5.0.0/16\nFLANNEL_SUB");
        assertThat(found()).singleElement().asString().contains("I3", "broken", A);
    }

    @Test
    void a_file_that_was_cut_off_behind_the_network_is_found() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.host(A).writesText("FLANNEL_NETWORK=10.5.0.0/16\n");
        assertThat(found()).hasSize(1);
    }

    @Test
    void a_file_that_is_changed_where_it_stands_is_found_even_if_nobody_met_a_half() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.host(A).writes("10.5.1.0/24").writesInPlace();
        assertThat(found()).singleElement().asString().contains("I3", "where it stands");
    }

    @Test
    void an_empty_file_is_found() {
        tale.host(A).writesText("");
        assertThat(found()).hasSize(1);
    }

    @Test
    void a_subnet_that_was_never_the_hosts_is_found() {
        tale.put(3, "10.5.1.0-24", A, 7).put(4, "10.5.2.0-24", B, 8);
        tale.host(A).holds("10.5.1.0-24").writes("10.5.2.0/24");
        assertThat(found()).singleElement().asString().contains("10.5.2.0/24", "not its subnet");
    }

    @Test
    void a_subnet_that_was_lost_long_ago_is_found() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.at(1_000).delete(4, "10.5.1.0-24").host(A).holdsNothing();
        tale.at(30_000).host(A).looks();
        tale.at(30_020).host(A).writes("10.5.1.0/24");
        assertThat(found()).hasSize(1);
    }

    @Test
    void a_subnet_that_is_written_before_it_is_claimed_is_found() {
        tale.host(A).writes("10.5.1.0/24");
        tale.at(3_000).put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        assertThat(found()).hasSize(1);
    }

    @Test
    void a_host_that_is_only_asked_is_believed_by_etcds_history() {
        tale.put(3, "10.5.1.0-24", A, 7);
        tale.at(20).host(A).writes("10.5.1.0/24");
        assertThat(found()).isEmpty();
    }

    @Test
    void what_the_test_itself_writes_and_a_file_that_is_gone_are_not_judged() {
        tale.host(A).finds("nonsense").losesItsFile();
        assertThat(found()).isEmpty();
    }
}
