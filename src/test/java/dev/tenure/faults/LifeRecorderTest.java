package dev.tenure.faults;

import static dev.tenure.faults.Tale.A;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.SubnetLease;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of what an agent says: every change, and none of the samples in between. */
class LifeRecorderTest {
    private static final long SECOND = 1_000_000_000L;

    private final Tale tale = Tale.ofNetwork().put(3, "10.5.1.0-24", A, 7);
    private final SubnetLease lease = tale.history().end().leases().iterator().next();
    private final LifeRecorder asked = new LifeRecorder(0);

    private static List<Belief> beliefs(LifeRecorder recorder) {
        return recorder.life(1_000 * SECOND).beliefs();
    }

    private List<Belief> heard() {
        return tale.host(A).log().beliefs().toList();
    }

    // ---- an agent that tells every change

    @Test
    void renewals_that_come_in_time_make_one_belief() {
        for (int seconds = 0; seconds < 60; seconds += 3) {
            tale.at(seconds * 1_000L).host(A).holds("10.5.1.0-24").saysReady();
        }
        tale.at(100_000);
        assertThat(heard()).hasSize(1);
        assertThat(heard().getFirst().sure().millis()).isEqualTo(57_000 + TaleHost.CERTAIN.toMillis());
        assertThat(tale.host(A).log().lives().getFirst().said()).hasSize(1);
    }

    @Test
    void a_renewal_behind_the_deadline_begins_another_belief() {
        tale.host(A).holds("10.5.1.0-24");
        tale.at(9_000).host(A).holds("10.5.1.0-24");
        assertThat(heard()).hasSize(2);
        assertThat(heard().getFirst().sure().millis()).isEqualTo(TaleHost.CERTAIN.toMillis());
    }

    @Test
    void a_belief_ends_with_the_next_one_with_its_deadline_or_with_the_agent() {
        tale.host(A).holds("10.5.1.0-24");
        tale.at(1_000).update(4, "10.5.1.0-24", A, 7, "aa").host(A).holds("10.5.1.0-24");
        tale.at(3_000).host(A).ends();
        tale.at(50_000);
        assertThat(heard().stream().map(belief -> belief.sure().millis())).containsExactly(1_000L, 2_000L);
        assertThat(heard().stream().map(Belief::modRevision)).containsExactly(3L, 4L);
    }

    @Test
    void what_a_dead_agent_says_late_counts_for_nothing() {
        tale.host(A).ends();
        tale.at(1_000).host(A).holds("10.5.1.0-24").saysReady();
        tale.at(5_000);
        assertThat(heard()).isEmpty();
        assertThat(tale.host(A).log().lives().getFirst().said()).isEmpty();
    }

    @Test
    void who_is_gone_without_a_word_believes_in_nothing_unless_it_answers_again() {
        LifeRecorder recorder = new LifeRecorder(0);
        recorder.answeredLease(lease, 100, 1 * SECOND, 2 * SECOND);
        recorder.isGone(5 * SECOND);
        assertThat(recorder.life(90 * SECOND).endedNanos()).isEqualTo(5 * SECOND);
        recorder.saysReady(true, true, 6 * SECOND, 6 * SECOND);
        assertThat(recorder.life(90 * SECOND).endedNanos()).isEqualTo(Long.MAX_VALUE);
    }

    // ---- an agent that is only asked

    @Test
    void what_is_only_asked_is_sure_between_two_answers_and_possible_around_them() {
        asked.answeredLease(lease, 8, 1 * SECOND, 2 * SECOND);
        asked.answeredLease(lease, 7, 3 * SECOND, 4 * SECOND);
        Belief belief = beliefs(asked).getFirst();
        assertThat(belief.sure()).isEqualTo(new Span(2 * SECOND, 3 * SECOND));
        assertThat(belief.possible()).isEqualTo(new Span(1 * SECOND, 4 * SECOND));
        assertThat(belief.deadlineNanos()).isEqualTo(12 * SECOND);
    }

    @Test
    void when_what_is_only_asked_was_renewed_follows_from_its_deadline() {
        asked.answeredLease(lease, 86_000, 10 * SECOND, 10 * SECOND);
        asked.answeredLease(lease, 85_400, 610 * SECOND, 610 * SECOND);
        assertThat(beliefs(asked).getFirst().renewedNanos()).isEqualTo(5 * SECOND);
        asked.answeredLease(lease, 86_000, 1_000 * SECOND, 1_000 * SECOND);
        assertThat(beliefs(asked).getFirst().renewedNanos()).isEqualTo(995 * SECOND);
    }

    @Test
    void one_answer_alone_makes_nothing_sure() {
        asked.answeredLease(lease, 8, 1 * SECOND, 2 * SECOND);
        assertThat(beliefs(asked))
                .singleElement()
                .matches(belief -> belief.sure().isEmpty());
    }

    @Test
    void nothing_is_drawn_out_over_a_silence() {
        asked.answeredLease(lease, 8, 1 * SECOND, 1 * SECOND);
        asked.answeredLease(lease, 7, 2 * SECOND, 2 * SECOND);
        asked.didNotAnswer(3 * SECOND);
        asked.answeredLease(lease, 8, 60 * SECOND, 60 * SECOND);
        assertThat(beliefs(asked))
                .hasSize(2)
                .first()
                .matches(belief -> belief.sure().until() == 2 * SECOND);
    }

    @Test
    void a_reservation_has_no_deadline() {
        asked.answeredLease(lease, -1, 1 * SECOND, 1 * SECOND);
        assertThat(beliefs(asked).getFirst().deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_host_that_waits_for_ever_costs_no_memory() {
        for (int times = 1; times < 1_000; times++) {
            asked.answeredNothing(times);
            asked.saysReady(false, true, times, times);
        }
        assertThat(asked.life(2_000).said()).hasSize(1);
        assertThat(asked.life(2_000).beliefs()).isEmpty();
    }
}
