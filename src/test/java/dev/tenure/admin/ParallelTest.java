package dev.tenure.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Some things at a time, and no more; an end only once all that was begun has ended. */
class ParallelTest {
    private final List<Promise<Void>> begun = new ArrayList<>();

    private Future<Void> each(int items, int limit) {
        return Parallel.each(IntStream.range(0, items).boxed().toList(), limit, item -> {
            Promise<Void> promise = Promise.promise();
            begun.add(promise);
            return promise.future();
        });
    }

    @Test
    void no_more_than_the_limit_are_under_way() {
        Future<Void> all = each(5, 3);
        assertThat(begun).hasSize(3);
        begun.get(1).complete();
        assertThat(begun).hasSize(4);
        begun.get(3).complete();
        assertThat(begun).hasSize(5);
        List.of(0, 2, 4).forEach(i -> begun.get(i).complete());
        assertThat(all.succeeded()).isTrue();
    }

    @Test
    void after_a_failure_none_is_begun_and_what_is_under_way_is_waited_for() {
        Future<Void> all = each(5, 2);
        begun.get(0).fail("first");
        assertThat(all.isComplete()).isFalse();
        begun.get(1).fail("second");
        assertThat(begun).hasSize(2);
        assertThat(all.cause()).hasMessage("first");
    }

    @Test
    void nothing_to_do_is_done_at_once() {
        assertThat(each(0, 3).succeeded()).isTrue();
    }
}
