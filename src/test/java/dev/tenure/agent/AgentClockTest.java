package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.tenancy.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AgentClockTest {
    private final Machine machine = new Machine();
    private final AgentClock clock = machine.clock();

    /** Two clocks that can be read only one after the other, by a thread that may have to wait in between. */
    private static final class Machine {
        private long awake = Duration.ofDays(3).toNanos();
        private long asleep;
        private long waitBetween;

        AgentClock clock() {
            return new AgentClock(() -> waitIn(awake), () -> waitIn(awake + asleep));
        }

        private long waitIn(long read) {
            awake += waitBetween;
            return read;
        }

        void runs(Duration time) {
            awake += time.toNanos();
        }

        void sleeps(Duration time) {
            asleep += time.toNanos();
        }

        void waitsAtEveryLook(Duration time) {
            waitBetween = time.toNanos();
        }
    }

    @Test
    void counts_the_time_that_the_host_slept_and_says_so_once() {
        assertThat(clock.hasJumped()).isFalse();
        Moment before = clock.now();
        machine.runs(Duration.ofSeconds(2));
        machine.sleeps(Duration.ofSeconds(5));

        assertThat(before.until(clock.now())).isEqualTo(Duration.ofSeconds(7));
        assertThat(clock.hasJumped()).isTrue();
        assertThat(clock.now()).isEqualTo(before.plus(Duration.ofSeconds(7)));
    }

    @Test
    void takes_a_thread_that_waits_for_a_busy_processor_for_no_sleep() {
        Moment before = clock.now();
        machine.waitsAtEveryLook(Duration.ofSeconds(3));
        clock.now();
        machine.waitsAtEveryLook(Duration.ZERO);
        machine.runs(Duration.ofSeconds(1));

        assertThat(before.until(clock.now())).as("two waits and a second").isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void sees_a_sleep_also_if_its_thread_had_to_wait_when_it_was_made() {
        machine.waitsAtEveryLook(Duration.ofSeconds(1));
        AgentClock late = machine.clock();
        machine.waitsAtEveryLook(Duration.ZERO);
        Moment before = late.now();
        machine.sleeps(Duration.ofSeconds(5));

        assertThat(before.until(late.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
    }
}
