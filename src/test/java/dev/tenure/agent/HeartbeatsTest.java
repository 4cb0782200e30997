package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.tenancy.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private final Heartbeats beats = new Heartbeats();
    private Moment now = new Moment(0);

    private void turns(int count, Duration each) {
        for (int turn = 0; turn < count; turn++) {
            now = now.plus(each);
            beats.turn(now);
        }
    }

    @Test
    void a_part_that_says_nothing_for_more_than_ten_turns_is_silent_until_it_speaks() {
        beats.heard("watch");
        beats.heard("tenancy");
        turns(10, Heartbeats.TURN);
        assertThat(beats.silentParts()).isEmpty();
        beats.heard("tenancy");
        turns(1, Heartbeats.TURN);
        assertThat(beats.silentParts()).containsExactly("watch");
        beats.heard("watch");
        assertThat(beats.silentParts()).isEmpty();
    }

    @Test
    void nobody_is_silent_when_the_host_has_slept() {
        beats.heard("watch");
        turns(1, Heartbeats.TURN);
        turns(1, Duration.ofHours(8));
        turns(8, Heartbeats.TURN);
        assertThat(beats.silentParts()).isEmpty();
    }

    @Test
    void nobody_is_silent_when_a_stopped_process_makes_up_for_its_turns_at_once() {
        beats.heard("watch");
        turns(1, Heartbeats.TURN);
        turns(1, Duration.ofMinutes(1));
        turns(60, Duration.ofMillis(1));
        assertThat(beats.silentParts()).isEmpty();
    }
}
