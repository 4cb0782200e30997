package dev.tenure.faults;

import static dev.tenure.faults.Tale.A;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** I2: a reservation stays one. */
class ReservationsStayTest {
    private final Tale tale = Tale.ofNetwork().put(3, "10.5.1.0-24", A, 0).byOperator(3);

    private List<Violation> found() {
        return new ReservationsStay().violations(tale.evidence());
    }

    @Test
    void its_host_may_write_its_attributes_without_a_grant() {
        tale.update(4, "10.5.1.0-24", A, 0, "aa:bb");
        assertThat(found()).isEmpty();
    }

    @Test
    void an_operator_may_do_with_it_whatever_they_like() {
        tale.put(4, "10.5.1.0-24", A, 7)
                .put(5, "10.5.1.0-24", A, 0)
                .delete(6, "10.5.1.0-24")
                .byOperator(4, 5, 6);
        assertThat(found()).isEmpty();
    }

    @Test
    void what_an_operator_made_a_lease_again_may_end() {
        tale.put(4, "10.5.1.0-24", A, 7).byOperator(4).delete(5, "10.5.1.0-24");
        assertThat(found()).isEmpty();
    }

    @Test
    void a_reservation_that_is_leased_again_is_found() {
        tale.put(4, "10.5.1.0-24", A, 7);
        assertThat(found()).singleElement().asString().contains("I2", "on a grant", "revision 4");
    }

    @Test
    void a_reservation_that_is_gone_is_found() {
        tale.delete(4, "10.5.1.0-24");
        assertThat(found()).singleElement().asString().contains("I2", "is gone");
    }

    @Test
    void one_that_an_agent_made_of_its_lease_is_a_reservation_from_then_on() {
        tale.put(4, "10.5.2.0-24", A, 7).put(5, "10.5.2.0-24", A, 0);
        assertThat(found()).isEmpty();
        tale.put(6, "10.5.2.0-24", A, 7);
        assertThat(found()).hasSize(1);
    }
}
