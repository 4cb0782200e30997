package dev.tenure.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class EventRingTest {
    private static Buffer text(String text) {
        return Buffer.buffer(text);
    }

    private static EventRing ring(int events, int bytes) {
        EventRing ring = new EventRing(events, bytes);
        ring.startAt(10);
        return ring;
    }

    @Test
    void who_has_seen_a_revision_goes_on_with_the_first_event_after_it() {
        EventRing ring = ring(8, 1000);
        ring.add(11, text("a"));
        ring.add(13, text("b"));
        ring.add(13, text("c"));
        ring.isAt(20);
        assertThat(ring.after(10)).hasValue(0);
        assertThat(ring.after(11)).hasValue(1);
        assertThat(ring.after(12)).hasValue(1);
        assertThat(ring.after(13)).hasValue(3);
        assertThat(ring.after(20)).hasValue(3);
        assertThat(ring.end()).isEqualTo(3);
        assertThat(ring.at(1)).contains(text("b"));
        assertThat(ring.at(3)).isEmpty();
    }

    @Test
    void a_revision_from_before_the_beginning_or_after_the_end_is_not_of_this_ring() {
        EventRing ring = ring(8, 1000);
        ring.add(11, text("a"));
        assertThat(ring.after(9)).isEmpty();
        assertThat(ring.after(12)).isEmpty();
        assertThat(ring.after(-1)).isEmpty();
        ring.isAt(12);
        assertThat(ring.after(12)).hasValue(1);
    }

    @Test
    void the_oldest_are_forgotten_by_number_and_who_missed_one_of_a_revision_has_missed_it() {
        EventRing ring = ring(3, 1000);
        for (int i = 0; i < 5; i++) {
            ring.add(11 + i / 2, text("e" + i));
        }
        // e0 and e1 were of revision 11, e2 and e3 of 12
        assertThat(ring.at(1)).isEmpty();
        assertThat(ring.at(2)).contains(text("e2"));
        assertThat(ring.after(10)).isEmpty();
        assertThat(ring.after(11)).hasValue(2);
        ring.add(14, text("e5"));
        assertThat(ring.after(11)).as("e2 is forgotten").isEmpty();
        assertThat(ring.after(12)).hasValue(4);
    }

    @Test
    void the_oldest_are_forgotten_by_bytes() {
        EventRing ring = ring(100, 10);
        ring.add(11, text("12345"));
        ring.add(12, text("12345"));
        assertThat(ring.at(0)).isPresent();
        ring.add(13, text("1"));
        assertThat(ring.at(0)).isEmpty();
        assertThat(ring.at(1)).isPresent();
        ring.add(14, text("a text that is longer than all of them may be"));
        assertThat(ring.at(2)).isEmpty();
        assertThat(ring.at(3)).isPresent();
    }

    @Test
    void a_new_beginning_forgets_everything_and_may_go_back() {
        EventRing ring = ring(8, 1000);
        ring.add(11, text("a"));
        ring.startAt(5);
        assertThat(ring.at(0)).isEmpty();
        assertThat(ring.after(11)).isEmpty();
        assertThat(ring.after(5)).hasValue(1);
        assertThat(ring.revision()).isEqualTo(5);
    }
}
