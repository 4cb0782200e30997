package dev.tenure.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.registry.WatchListener.Batch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two watches that go their own ways, and what the one that they are makes of it. */
class JoinedWatchTest {
    private static final RegistryFailure BROKEN = new RegistryFailure.Unreachable("broken off");

    private final WatchRecorder heard = new WatchRecorder();
    private final Map<String, WatchListener> ways = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final Watching joined = open();

    private Watching open() {
        return JoinedWatch.open(List.of("left", "right"), heard, (name, listener) -> {
            ways.put(name, listener);
            return way(name);
        });
    }

    private Watching way(String name) {
        return new Watching() {
            @Override
            public void requestProgress() {
                asked.add(name);
            }

            @Override
            public void close() {
                closed.add(name);
            }
        };
    }

    private WatchListener left() {
        return ways.getOrDefault("left", heard);
    }

    private WatchListener right() {
        return ways.getOrDefault("right", heard);
    }

    private static Batch batch(long revision) {
        return new Batch(List.of(), Optional.empty(), List.of(), revision);
    }

    @Test
    void it_is_open_when_both_are_and_stands_where_the_one_that_is_behind_stands() {
        left().opened(9, 77);
        assertThat(heard.openings()).isEmpty();
        right().opened(7, 77);

        assertThat(heard.openings()).containsExactly(7L);
        assertThat(heard.storeId()).isEqualTo(77);
    }

    @Test
    void two_clusters_are_no_one_store() {
        left().opened(9, 77);
        right().opened(9, 78);

        assertThat(heard.openings()).isEmpty();
        assertThat(heard.ends()).hasSize(1);
        assertThat(closed).containsExactly("left", "right");
    }

    @Test
    void what_comes_by_one_way_is_told_though_the_other_is_further() {
        left().changed(batch(20));
        right().changed(batch(15));

        assertThat(heard.batches()).containsExactly(batch(20), batch(15));
    }

    @Test
    void it_has_come_as_far_as_the_one_that_is_behind() {
        left().progressed(20);
        right().progressed(18);
        joined.requestProgress();
        left().progressed(30);
        assertThat(heard.progress()).as("the other may be dead by now").containsExactly(18L);
        right().progressed(28);

        assertThat(asked).containsExactly("left", "right");
        assertThat(heard.progress()).containsExactly(18L, 28L);
    }

    @Test
    void one_that_speaks_unasked_does_not_answer_for_the_other() {
        left().progressed(20);
        assertThat(heard.progress()).isEmpty();
        right().changed(batch(15));
        left().progressed(21);

        assertThat(heard.progress()).containsExactly(15L);
    }

    @Test
    void the_end_of_one_is_the_end_of_both_and_the_last_word() {
        right().ended(BROKEN);
        left().changed(batch(20));
        left().opened(20, 77);
        right().opened(20, 77);
        left().progressed(20);
        left().ended(BROKEN);

        assertThat(heard.ends()).containsExactly(BROKEN);
        assertThat(closed).contains("left", "right");
        assertThat(heard.saidAfterEnd()).isZero();
        assertThat(heard.batches()).isEmpty();
    }

    @Test
    void one_that_ends_while_the_others_are_opened_takes_those_with_it() {
        closed.clear();
        JoinedWatch.open(List.of("first", "second"), heard, (name, listener) -> {
            if (name.equals("first")) {
                listener.ended(BROKEN);
            }
            return way(name);
        });

        assertThat(heard.ends()).containsExactly(BROKEN);
        assertThat(closed).contains("first", "second");
    }
}
