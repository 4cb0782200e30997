package dev.tenure.faults;

import static dev.tenure.faults.Tale.A;
import static dev.tenure.faults.Tale.B;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** I5: no two hosts' keys overlap for longer than a moment, and nobody settles on the younger of two that do. */
class NoOverlapTest {
    private final Tale tale = Tale.ofNetwork().put(3, "10.5.1.0-24", A, 7);

    private List<Violation> settled() {
        return new YoungerClaimsYield().violations(tale.evidence());
    }

    private List<Violation> atRest() {
        return new OneKeyEach().violations(tale.rest());
    }

    // ---- whatever happens

    @Test
    void a_younger_claim_that_is_withdrawn_was_never_settled_on() {
        tale.host(A).holds("10.5.1.0-24");
        tale.put(4, "10.5.1.0-25", B, 8).delete(5, "10.5.1.0-25");
        assertThat(settled()).isEmpty();
    }

    @Test
    void settling_on_the_younger_of_two_is_found_however_short_it_is() {
        tale.put(4, "10.5.1.0-25", B, 8).host(B).holds("10.5.1.0-25");
        tale.at(1).delete(5, "10.5.1.0-25").host(B).holdsNothing();
        assertThat(settled()).singleElement().asString().contains("I5", B, "older", A);
    }

    @Test
    void half_a_pair_is_enough() {
        tale.put(4, "10.5.2.0-24&fd01:0:0:1::-64", A, 7).put(5, "10.5.3.0-24&fd01:0:0:1::-64", B, 8);
        tale.host(B).holds("10.5.3.0-24&fd01:0:0:1::-64");
        assertThat(settled()).hasSize(1);
    }

    @Test
    void the_younger_may_be_adopted_once_the_older_is_gone() {
        tale.put(4, "10.5.1.0-25", B, 8).host(B).ends();
        tale.at(5_000).delete(5, "10.5.1.0-24");
        tale.at(5_010).host(B).starts().holds("10.5.1.0-25");
        assertThat(settled()).isEmpty();
    }

    @Test
    void a_reservation_that_comes_later_does_not_make_the_claim_wrong() {
        tale.put(4, "10.5.2.0-24", B, 8).put(5, "10.5.2.0-25", A, 0).byOperator(5);
        tale.host(B).holds("10.5.2.0-24");
        assertThat(settled()).isEmpty();
    }

    @Test
    void a_value_that_nobody_can_have_written_is_nobodys_claim() {
        tale.garbage(4, "10.5.4.0-24", 9).byOperator(4).put(5, "10.5.4.0-25", B, 8);
        tale.host(B).holds("10.5.4.0-25");
        assertThat(settled()).isEmpty();
    }

    // ---- at rest

    @Test
    void one_key_each_is_as_it_should_be() {
        tale.put(4, "10.5.2.0-24", B, 8);
        tale.host(A);
        tale.host(B);
        assertThat(atRest()).isEmpty();
    }

    @Test
    void a_host_with_two_leases_is_found() {
        tale.put(4, "10.5.2.0-24", A, 8).host(A);
        assertThat(atRest()).singleElement().asString().contains("I5", A, "2 keys");
    }

    @Test
    void a_host_without_a_key_is_found() {
        tale.host(B);
        assertThat(atRest()).singleElement().asString().contains(B, "0 keys");
    }

    @Test
    void a_host_without_an_agent_needs_no_key() {
        tale.host(B).ends();
        assertThat(atRest()).isEmpty();
    }

    @Test
    void an_overlap_that_stays_is_found() {
        tale.put(4, "10.5.1.128-25", B, 8);
        tale.host(A);
        tale.host(B);
        assertThat(atRest()).singleElement().asString().contains("overlap", A, B);
    }

    @Test
    void an_overlap_in_ipv6_alone_is_found() {
        tale.put(4, "10.5.2.0-24&fd01:0:0:1::-64", A, 7).delete(5, "10.5.1.0-24");
        tale.put(6, "10.5.3.0-24&fd01:0:0:1::-80", B, 8);
        assertThat(atRest()).hasSize(1);
    }

    @Test
    void what_an_operator_put_beside_a_lease_is_theirs_to_remove() {
        tale.put(4, "10.5.1.0-25", B, 0)
                .put(5, "10.5.1.128-25", "192.168.64.99", 9)
                .byOperator(4, 5)
                .host(A);
        assertThat(atRest()).isEmpty();
    }

    @Test
    void a_lease_beside_a_reservation_that_the_network_allows_is_found() {
        tale.put(4, "10.5.2.0-24", A, 0).byOperator(4).host(A);
        assertThat(atRest()).hasSize(1);
    }

    @Test
    void a_lease_beside_a_reservation_of_another_network_is_as_it_should_be() {
        tale.put(4, "10.6.2.0-24", A, 0).byOperator(4).host(A);
        assertThat(atRest()).isEmpty();
    }

    @Test
    void the_sweep_finds_what_comparing_each_with_each_finds() {
        tale.put(4, "10.5.0.0-20", B, 8)
                .put(5, "10.5.1.0-25", "192.168.64.5", 9)
                .put(6, "10.5.1.0-26", "192.168.64.6", 10)
                .put(7, "10.5.16.0-24", "192.168.64.7", 11);
        var leases = List.copyOf(tale.history().end().leases());
        long pairs = leases.stream()
                .flatMap(one -> leases.stream()
                        .filter(two -> one.key().text().compareTo(two.key().text()) < 0)
                        .filter(two -> one.subnet().overlaps(two.subnet())))
                .count();
        assertThat(Overlaps.among(leases)).hasSize((int) pairs).hasSize(6);
    }
}
