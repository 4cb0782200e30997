package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.agent.ViewCheck.Verdict;
import dev.tenure.registry.InMemoryRegistry;
import dev.tenure.registry.InMemoryStore;
import dev.tenure.registry.RegistryDigest;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.registry.WatchRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever the order in which the watch and the answer come, what is compared is of one revision. */
class ViewCheckTest {
    private static final String VALUE = "{\"PublicIP\":\"192.168.64.9\",\"PublicIPv6\":null}";
    private static final int ROUNDS = 2_000;

    private final InMemoryStore store = new InMemoryStore();
    private final InMemoryRegistry registry = InMemoryRegistry.on(Runnable::run, store);

    private void writeSomething(RandomGenerator random) {
        String key = "subnets/" + (random.nextInt(8) == 0 ? "strange" : "10.5." + random.nextInt(6) + ".0-24");
        switch (random.nextInt(4)) {
            case 0 -> store.delete(key);
            case 1 -> store.put("config", "{\"Network\":\"10." + random.nextInt(9) + ".0.0/16\"}", 0);
            default -> store.put(key, VALUE, 0);
        }
    }

    /** The same revisions in fewer batches, as etcd tells of a backlog. */
    private static List<Batch> joined(List<Batch> batches, RandomGenerator random) {
        List<Batch> joined = new ArrayList<>();
        for (Batch next : batches) {
            if (joined.isEmpty() || random.nextBoolean()) {
                joined.add(next);
            } else {
                Batch last = joined.removeLast();
                var changes = new ArrayList<>(last.changes());
                changes.addAll(next.changes());
                var strange = new ArrayList<>(last.strangeKeys());
                strange.addAll(next.strangeKeys());
                Optional<?> none = Optional.empty();
                joined.add(new Batch(
                        changes,
                        next.network().equals(none) ? last.network() : next.network(),
                        strange,
                        next.revision()));
            }
        }
        return joined;
    }

    /** A view, a digest that is taken at some moment, and events before and after it, told in some order. */
    private Verdict play(RandomGenerator random, boolean loses) {
        for (int i = random.nextInt(10); i > 0; i--) {
            writeSomething(random);
        }
        SeenRegistry seen = SeenRegistry.nothing(1).after(registry.snapshot().result(), false);
        WatchRecorder heard = new WatchRecorder();
        var watching = registry.watch(seen.revision() + 1, heard);
        ViewCheck check = new ViewCheck(seen);
        for (int i = random.nextInt(6) + (loses ? 1 : 0); i > 0; i--) {
            writeSomething(random);
        }
        if (loses) {
            store.put("subnets/10.6." + random.nextInt(100) + ".0-24", VALUE, 0);
        }
        int before = heard.batches().size();
        RegistryDigest digest = registry.digest().result();
        for (int i = random.nextInt(6); i > 0; i--) {
            writeSomething(random);
        }
        List<Batch> told = new ArrayList<>(heard.batches());
        if (loses) {
            told.remove(before - 1);
        }
        watching.close();
        told = joined(told, random);
        int early = random.nextInt(told.size() + 1);
        told.subList(0, early).forEach(check::changed);
        Verdict verdict = check.answered(digest);
        for (Batch batch : told.subList(early, told.size())) {
            verdict = check.changed(batch);
        }
        return verdict == Verdict.OPEN ? check.progressed(store.revision()) : verdict;
    }

    @Test
    void a_watch_that_has_told_everything_is_never_suspected() {
        Seed seed = Seed.forTest("ViewCheckTest");
        RandomGenerator random = seed.random();
        int same = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Verdict verdict = play(random, false);
            assertThat(verdict).as(seed + ", round " + i).isIn(Verdict.SAME, Verdict.UNCLEAR);
            same += verdict == Verdict.SAME ? 1 : 0;
        }

        assertThat(same).isGreaterThan(ROUNDS / 2);
    }

    @Test
    void a_new_lease_that_was_not_told_is_found() {
        Seed seed = Seed.forTest("ViewCheckTest");
        RandomGenerator random = seed.random();
        int found = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Verdict verdict = play(random, true);
            assertThat(verdict).as(seed + ", round " + i).isIn(Verdict.DIFFERENT, Verdict.UNCLEAR);
            found += verdict == Verdict.DIFFERENT ? 1 : 0;
        }

        assertThat(found).isGreaterThan(ROUNDS / 2);
    }
}
