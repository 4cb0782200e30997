package dev.tenure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long TOTAL = 1_000;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String shown(boolean isTerminal, Progress.Off off) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Progress progress = new Progress(new Surroundings(stream, stream, Map.of(), isTerminal), "reserving", off);
        for (long done = 1; done <= TOTAL; done++) {
            progress.show(done, TOTAL);
        }
        progress.end();
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_terminal_has_one_line_that_is_taken_away_in_the_end() {
        assertThat(shown(true, Progress.Off.SILENT))
                .startsWith("\rreserving [")
                .contains("] 1000/1000")
                .endsWith("\r\033[K")
                .doesNotContain("\n");
    }

    @Test
    void elsewhere_a_line_at_each_tenth_says_how_far_it_is() {
        assertThat(shown(false, Progress.Off.LINES).lines())
                .hasSize(11)
                .contains("tenure: reserving: 100 of 1000", "tenure: reserving: 1000 of 1000");
    }

    @Test
    void or_nothing_at_all() {
        assertThat(shown(false, Progress.Off.SILENT)).isEmpty();
    }
}
