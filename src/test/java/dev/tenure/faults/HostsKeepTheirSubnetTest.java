package dev.tenure.faults;

import static dev.tenure.faults.Tale.A;
import static dev.tenure.faults.Tale.B;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** I4: a host keeps its subnet, and its key as it is. */
class HostsKeepTheirSubnetTest {
    private static final String OTHER_NETWORK = "{\"Network\":\"10.6.0.0/16\"}";

    private final Tale tale = Tale.ofNetwork().put(3, "10.5.1.0-24", A, 7);

    HostsKeepTheirSubnetTest() {
        tale.host(A).holds("10.5.1.0-24").writes("10.5.1.0/24");
    }

    private List<Violation> moves() {
        return new HostsKeepTheirSubnet().violations(tale.evidence());
    }

    private List<Violation> rewrites() {
        return new NothingIsWrittenTwice().violations(tale.evidence());
    }

    // ---- while it lives

    @Test
    void a_key_that_was_deleted_is_claimed_again() {
        tale.at(100).delete(4, "10.5.1.0-24").put(5, "10.5.1.0-24", A, 7);
        assertThat(moves()).isEmpty();
    }

    @Test
    void another_subnet_in_place_of_a_deleted_one_that_is_free_is_found() {
        tale.at(100).delete(4, "10.5.1.0-24").byOperator(4).put(5, "10.5.2.0-24", A, 8);
        assertThat(moves()).singleElement().asString().contains("I4", "10.5.1.0/24", "revision 5");
    }

    @Test
    void a_move_while_its_own_key_is_there_is_found() {
        tale.at(100).put(4, "10.5.2.0-24", A, 8).delete(5, "10.5.1.0-24");
        assertThat(moves()).hasSize(1);
    }

    @Test
    void a_subnet_that_somebody_took_is_not_to_be_had() {
        tale.at(100).delete(4, "10.5.1.0-24").put(5, "10.5.1.0-24", B, 8).put(6, "10.5.2.0-24", A, 9);
        assertThat(moves()).isEmpty();
    }

    @Test
    void nor_is_one_that_somebody_had_for_a_moment() {
        tale.at(100).delete(4, "10.5.1.0-24").put(5, "10.5.1.128-25", B, 8).delete(6, "10.5.1.128-25");
        tale.put(7, "10.5.2.0-24", A, 9);
        assertThat(moves()).isEmpty();
    }

    @Test
    void nor_is_one_that_the_network_no_longer_offers() {
        tale.at(100).config(4, OTHER_NETWORK).put(5, "10.6.2.0-24", A, 9).delete(6, "10.5.1.0-24");
        assertThat(moves()).isEmpty();
    }

    @Test
    void a_network_config_that_is_broken_for_a_while_is_no_reason_to_move() {
        tale.at(100).config(4, "nonsense").config(5, Tale.NETWORK).put(6, "10.5.2.0-24", A, 9);
        assertThat(moves()).hasSize(1);
    }

    @Test
    void the_work_of_an_old_request_on_the_same_grant_is_no_move() {
        tale.at(100).put(4, "10.5.2.0-24", A, 7).delete(5, "10.5.2.0-24");
        assertThat(moves()).isEmpty();
    }

    @Test
    void a_key_that_an_operator_puts_for_the_host_is_not_its_claim() {
        tale.at(100).put(4, "10.5.2.0-24", A, 0).byOperator(4);
        assertThat(moves()).isEmpty();
    }

    @Test
    void who_lost_a_reservation_that_replaced_its_lease_claims_the_reserved_subnet_again() {
        tale.at(100).put(4, "10.5.9.0-24", A, 0).byOperator(4).host(A).holds("10.5.9.0-24");
        tale.at(200).delete(5, "10.5.9.0-24").byOperator(5);
        tale.at(300).put(6, "10.5.9.0-24", A, 8).delete(7, "10.5.1.0-24");
        assertThat(moves()).isEmpty();
    }

    // ---- over a restart

    @Test
    void a_restart_with_the_own_key_present_writes_nothing_new() {
        tale.at(100).host(A).ends().starts();
        tale.at(200).put(4, "10.5.2.0-24", A, 8);
        assertThat(moves()).hasSize(1);
    }

    @Test
    void a_restart_after_the_end_of_the_grant_claims_what_the_file_names() {
        tale.at(100).host(A).ends();
        tale.at(20_000).delete(4, "10.5.1.0-24");
        tale.at(30_000).host(A).looks().starts();
        tale.at(30_100).put(5, "10.5.1.0-24", A, 8);
        assertThat(moves()).isEmpty();
    }

    @Test
    void a_restart_that_forgets_what_the_file_names_is_found() {
        tale.at(100).host(A).ends();
        tale.at(20_000).delete(4, "10.5.1.0-24");
        tale.at(30_000).host(A).looks().starts();
        tale.at(30_100).put(5, "10.5.2.0-24", A, 8).host(A).holds("10.5.2.0-24");
        assertThat(moves()).hasSize(1);
    }

    @Test
    void a_restart_without_the_file_may_begin_anew() {
        tale.at(100).host(A).ends().losesItsFile();
        tale.at(20_000).delete(4, "10.5.1.0-24");
        tale.at(30_000).host(A).looks().starts();
        tale.at(30_100).put(5, "10.5.2.0-24", A, 8);
        assertThat(moves()).isEmpty();
    }

    @Test
    void a_host_without_an_agent_that_is_known_is_not_judged() {
        tale.at(100).host(A).ends();
        tale.at(200).put(4, "10.5.2.0-24", A, 8);
        assertThat(moves()).isEmpty();
    }

    // ---- its key

    @Test
    void an_update_that_says_something_new_is_no_idle_write() {
        tale.update(4, "10.5.1.0-24", A, 7, "aa:bb");
        assertThat(rewrites()).isEmpty();
    }

    @Test
    void a_write_of_what_is_there_already_is_found() {
        tale.put(4, "10.5.1.0-24", A, 7);
        assertThat(rewrites()).singleElement().asString().contains("I4", "already", "revision 4");
    }

    @Test
    void a_renewal_as_flanneld_does_it_is_found() {
        tale.put(4, "10.5.1.0-24", A, 8);
        assertThat(rewrites()).singleElement().asString().contains("another grant");
    }

    @Test
    void a_lease_that_is_turned_into_a_reservation_on_its_host_is_allowed() {
        tale.put(4, "10.5.1.0-24", A, 0);
        assertThat(rewrites()).isEmpty();
    }

    @Test
    void what_an_operator_rewrites_is_none_of_the_agents_writes() {
        tale.put(4, "10.5.1.0-24", A, 7).put(5, "10.5.1.0-24", A, 8).byOperator(4, 5);
        assertThat(rewrites()).isEmpty();
    }
}
