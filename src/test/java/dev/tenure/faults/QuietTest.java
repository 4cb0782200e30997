package dev.tenure.faults;

import static dev.tenure.faults.Tale.A;
import static dev.tenure.faults.Tale.B;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** I8: agents that have nothing to do write nothing. */
class QuietTest {
    private final Tale tale = Tale.ofNetwork().put(3, "10.5.1.0-24", A, 7);

    QuietTest() {
        tale.host(A).holds("10.5.1.0-24");
    }

    private List<Long> revisions() {
        return Quiet.writesOfAgents(tale.evidence(), 3).stream()
                .map(Happened::revision)
                .toList();
    }

    @Test
    void a_write_while_everybody_idles_is_found() {
        tale.update(4, "10.5.1.0-24", A, 7, "aa");
        assertThat(revisions()).containsExactly(4L);
    }

    @Test
    void what_operators_write_does_not_count_and_neither_does_the_network_config() {
        tale.update(4, "10.5.1.0-24", A, 7, "aa").byOperator(4).config(5, Tale.NETWORK);
        assertThat(revisions()).isEmpty();
    }

    @Test
    void the_end_of_a_dead_hosts_grant_is_not_written_by_an_agent() {
        tale.at(1_000).host(A).ends();
        tale.at(12_000).delete(4, "10.5.1.0-24");
        assertThat(revisions()).isEmpty();
    }

    @Test
    void the_end_of_a_strangers_grant_is_not_written_by_an_agent() {
        tale.put(4, "10.5.2.0-24", B, 8).byOperator(4).delete(5, "10.5.2.0-24");
        assertThat(revisions()).isEmpty();
    }

    @Test
    void the_end_of_a_grant_after_the_deadline_of_its_host_is_not_written_by_an_agent() {
        tale.at(8_100).host(A).holdsNothing();
        tale.at(12_000).delete(4, "10.5.1.0-24");
        assertThat(revisions()).isEmpty();
    }

    @Test
    void a_lease_that_is_given_back_is_written_by_an_agent() {
        tale.at(1_000).host(A).holdsNothing();
        tale.delete(4, "10.5.1.0-24");
        assertThat(revisions()).containsExactly(4L);
    }

    @Test
    void a_key_of_a_living_host_that_it_never_believed_in_was_given_back_by_it() {
        tale.put(4, "10.5.2.0-24", A, 8).delete(5, "10.5.2.0-24");
        assertThat(revisions()).containsExactly(4L, 5L);
    }
}
