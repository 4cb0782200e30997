package dev.tenure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What comes from elsewhere does nothing to a terminal but take up columns. */
class PlainTextTest {
    @Test
    void printable_ascii_is_left_as_it_is() {
        String all = " !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~";

        assertThat(PlainText.of(all)).isEqualTo(all);
        assertThat(PlainText.lines(all + "\n" + all)).isEqualTo(all + "\n" + all);
    }

    @Test
    void everything_else_is_shown_as_it_would_be_written() {
        assertThat(PlainText.of("\033[2J\r\n\t\177\u009b\u202e\u00e9"))
                .isEqualTo("\\u001b[2J\\u000d\\u000a\\u0009\\u007f\\u009b\\u202e\\u00e9");
        assertThat(PlainText.lines("a\nb\r")).isEqualTo("a\nb\\u000d");
    }

    @Test
    void no_text_makes_a_table_of_other_lines_and_columns() {
        RandomGenerator random = Seed.forTest("PlainTextTest").random();
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder("x");
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000));
            }
            Table table = new Table().text("ONE").number("TWO").text("THREE");
            table.row(text.toString(), text.toString(), text.toString());
            table.row("", "", "end");

            String shown = table.toString();

            assertThat(shown.lines()).as("%s", shown).hasSize(3);
            assertThat(shown.chars()).allMatch(c -> c == '\n' || c >= 0x20 && c <= 0x7e);
            assertThat(shown.lines().skip(2).findFirst().orElseThrow().indexOf("end"))
                    .as("%s", shown)
                    .isEqualTo(shown.indexOf("THREE"));
        }
    }
}
