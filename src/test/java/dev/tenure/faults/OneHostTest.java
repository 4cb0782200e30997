package dev.tenure.faults;

import static dev.tenure.faults.Tale.A;
import static dev.tenure.faults.Tale.B;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** I1: one host per subnet, in etcd and in what hosts believe. */
class OneHostTest {
    private final Tale tale = Tale.ofNetwork();

    private List<Violation> inEtcd() {
        return new KeysKeepTheirHolder().violations(tale.evidence());
    }

    private List<Violation> inBeliefs() {
        return new CertainHostsAreApart().violations(tale.evidence());
    }

    // ---- in etcd

    @Test
    void a_host_may_write_over_its_own_key() {
        tale.put(3, "10.5.1.0-24", A, 7).update(4, "10.5.1.0-24", A, 7, "aa:bb");
        assertThat(inEtcd()).isEmpty();
    }

    @Test
    void a_key_that_is_free_again_may_go_to_another_host() {
        tale.put(3, "10.5.1.0-24", A, 7).delete(4, "10.5.1.0-24").put(5, "10.5.1.0-24", B, 8);
        assertThat(inEtcd()).isEmpty();
    }

    @Test
    void a_blind_put_over_a_live_key_is_found() {
        tale.put(3, "10.5.1.0-24", A, 7).put(4, "10.5.1.0-24", B, 8);
        assertThat(inEtcd()).singleElement().asString().contains("I1", "revision 4", A, B);
    }

    @Test
    void a_put_over_a_value_that_nobody_can_read_is_found() {
        tale.put(3, "10.5.1.0-24", A, 7)
                .garbage(4, "10.5.1.0-24", 7)
                .byOperator(4)
                .put(5, "10.5.1.0-24", A, 7);
        assertThat(inEtcd()).singleElement().asString().contains("revision 5");
    }

    @Test
    void what_an_operator_writes_over_is_no_agents_fault() {
        tale.put(3, "10.5.1.0-24", A, 7).put(4, "10.5.1.0-24", B, 8).byOperator(4);
        assertThat(inEtcd()).isEmpty();
    }

    // ---- in what hosts believe

    @Test
    void hosts_with_subnets_apart_may_be_certain_together() {
        tale.put(3, "10.5.1.0-24", A, 7).put(4, "10.5.2.0-24", B, 8);
        tale.host(A).holds("10.5.1.0-24");
        tale.host(B).holds("10.5.2.0-24");
        tale.at(5_000);
        assertThat(inBeliefs()).isEmpty();
    }

    @Test
    void a_subnet_may_change_hands_after_the_deadline_of_the_first() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.at(10_500).delete(4, "10.5.1.0-24").put(5, "10.5.1.0-24", B, 8);
        tale.host(B).holds("10.5.1.0-24");
        tale.at(15_000);
        assertThat(inBeliefs()).isEmpty();
    }

    @Test
    void two_hosts_that_are_certain_of_one_subnet_are_found() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.at(4_000).delete(4, "10.5.1.0-24").put(5, "10.5.1.0-24", B, 8);
        tale.host(B).holds("10.5.1.0-24");
        tale.at(20_000);
        assertThat(inBeliefs()).singleElement().asString().contains("I1", A, B, "4000 ms");
    }

    @Test
    void one_that_is_certain_beyond_its_deadline_by_a_millisecond_is_found() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.at(7_999).delete(4, "10.5.1.0-24").put(5, "10.5.1.0-24", B, 8);
        tale.host(B).holds("10.5.1.0-24");
        tale.at(20_000);
        assertThat(inBeliefs()).hasSize(1);
    }

    @Test
    void subnets_of_different_lengths_are_compared_by_their_addresses() {
        tale.put(3, "10.5.1.0-24", A, 7).put(4, "10.5.1.128-25", B, 8);
        tale.host(A).holds("10.5.1.0-24");
        tale.host(B).holds("10.5.1.128-25");
        tale.at(5_000);
        assertThat(inBeliefs()).hasSize(1);
    }

    @Test
    void half_a_pair_in_common_is_found() {
        tale.put(3, "10.5.1.0-24&fd01:0:0:1::-64", A, 7).put(4, "10.5.2.0-24&fd01:0:0:1::-64", B, 8);
        tale.host(A).holds("10.5.1.0-24&fd01:0:0:1::-64");
        tale.host(B).holds("10.5.2.0-24&fd01:0:0:1::-64");
        tale.at(5_000);
        assertThat(inBeliefs()).hasSize(1);
    }

    @Test
    void a_word_that_comes_a_little_after_the_deed_is_allowed() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.at(4_000).delete(4, "10.5.1.0-24").put(5, "10.5.1.0-24", B, 8);
        tale.host(B).holds("10.5.1.0-24");
        tale.at(4_300).host(A).holdsNothing();
        tale.at(20_000);
        assertThat(inBeliefs()).isEmpty();
    }

    @Test
    void a_host_that_cannot_hear_that_an_operator_took_its_key_is_excused_until_its_deadline() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.at(2_000).delete(4, "10.5.1.0-24").byOperator(4).put(5, "10.5.1.0-24", B, 8);
        tale.host(B).holds("10.5.1.0-24");
        tale.at(20_000);
        assertThat(inBeliefs()).isEmpty();
    }

    @Test
    void a_host_that_renews_what_an_operator_took_is_not_excused() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        var old = tale.history().end().leases().iterator().next();
        tale.at(2_000).delete(4, "10.5.1.0-24").byOperator(4).put(5, "10.5.1.0-24", B, 8);
        tale.host(B).holds("10.5.1.0-24");
        tale.at(4_000).host(A).holds(old, 0);
        tale.at(20_000);
        assertThat(inBeliefs()).hasSize(1);
    }

    @Test
    void a_reservation_of_a_part_excuses_the_host_that_has_the_whole() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.at(2_000).put(4, "10.5.1.0-25", B, 0).byOperator(4);
        tale.host(B).holds("10.5.1.0-25");
        tale.at(20_000);
        assertThat(inBeliefs()).isEmpty();
    }

    @Test
    void an_operators_write_that_takes_nothing_away_excuses_nobody() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.at(2_000).update(4, "10.5.1.0-24", A, 7, "aa").byOperator(4);
        tale.at(4_000).delete(5, "10.5.1.0-24").put(6, "10.5.1.0-24", B, 8);
        tale.host(B).holds("10.5.1.0-24");
        tale.at(20_000);
        assertThat(inBeliefs()).hasSize(1);
    }

    @Test
    void an_agent_that_is_dead_believes_nothing() {
        tale.put(3, "10.5.1.0-24", A, 7).host(A).holds("10.5.1.0-24");
        tale.at(1_000).host(A).ends();
        tale.at(2_000).delete(4, "10.5.1.0-24").put(5, "10.5.1.0-24", B, 8);
        tale.host(B).holds("10.5.1.0-24");
        tale.at(20_000);
        assertThat(inBeliefs()).isEmpty();
    }
}
