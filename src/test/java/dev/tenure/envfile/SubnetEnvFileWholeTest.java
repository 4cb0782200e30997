package dev.tenure.envfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader at any moment finds a whole file. */
class SubnetEnvFileWholeTest {
    private static final int WRITES = 2_000;
    private static final int READS_MIN = WRITES / 10;
    private static final int KILLS = 20;
    private static final List<String> WHOLE = List.of(Envs.IPV4.text(), Envs.DUAL.text());

    @TempDir
    Path temp;

    @Test
    void a_reader_in_a_loop_never_sees_half_a_file() throws Exception {
        Path path = temp.resolve("subnet.env");
        SubnetEnvFile file = new SubnetEnvFile(path);
        file.write(Envs.IPV4);
        AtomicBoolean writing = new AtomicBoolean(true);
        AtomicLong count = new AtomicLong();
        try (ExecutorService reader = Executors.newSingleThreadExecutor()) {
            Future<Long> reads = reader.submit(() -> {
                while (writing.get()) {
                    assertThat(Files.readString(path))
                            .as("read %d", count.get())
                            .isIn(WHOLE);
                    count.incrementAndGet();
                }
                return count.get();
            });
            try {
                // a reader that has to wait for a processor is waited for
                for (int write = 0; (write < WRITES || count.get() <= READS_MIN) && !reads.isDone(); write++) {
                    file.write(write % 2 == 0 ? Envs.DUAL : Envs.IPV4);
                }
            } finally {
                writing.set(false);
            }
            assertThat(reads.get(10, TimeUnit.SECONDS)).isGreaterThan(READS_MIN);
        }
    }

    @Test
    void two_writers_in_one_process_leave_a_whole_file_and_nothing_else() throws Exception {
        Path path = temp.resolve("subnet.env");
        try (ExecutorService writers = Executors.newFixedThreadPool(2)) {
            List<Future<?>> done = Stream.of(Envs.IPV4, Envs.DUAL)
                    .<Future<?>>map(env -> writers.submit(() -> {
                        SubnetEnvFile file = new SubnetEnvFile(path);
                        for (int write = 0; write < 200; write++) {
                            file.write(env);
                            assertThat(Files.readString(path)).isIn(WHOLE);
                        }
                        return true;
                    }))
                    .toList();
            for (Future<?> each : done) {
                each.get(60, TimeUnit.SECONDS);
            }
        }
        try (Stream<Path> entries = Files.list(temp)) {
            assertThat(entries).containsExactly(path);
        }
    }

    @Test
    void a_writer_that_is_killed_leaves_a_whole_file_and_the_next_one_sweeps_up() throws Exception {
        Seed seed = Seed.forTest("SubnetEnvFileWholeTest.a_writer_that_is_killed_leaves_a_whole_file");
        RandomGenerator random = seed.random();
        Path path = temp.resolve("subnet.env");
        int leftovers = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            killInTheMiddle(path, random.nextInt(30));
            assertThat(Files.readString(path)).as("%s, kill %d", seed, kill).isIn(WHOLE);
            try (Stream<Path> entries = Files.list(temp)) {
                leftovers += entries.count() > 1 ? 1 : 0;
            }
            new SubnetEnvFile(path).sweep();
            try (Stream<Path> entries = Files.list(temp)) {
                assertThat(entries).as("%s, kill %d", seed, kill).containsExactly(path);
            }
        }
        System.out.println(KILLS + " kills left " + leftovers + " temp files to sweep");
    }

    private static void killInTheMiddle(Path path, int afterMillis) throws IOException, InterruptedException {
        Process writer = ChildJvm.start("true", "alternate", path);
        try {
            assertThat(writer.inputReader().readLine()).isEqualTo("writing");
            assertThat(writer.waitFor(afterMillis, TimeUnit.MILLISECONDS)).isFalse();
        } finally {
            // SIGKILL
            writer.destroyForcibly().waitFor();
        }
    }
}
