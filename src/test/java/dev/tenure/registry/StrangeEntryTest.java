package dev.tenure.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tenure.Seed;
import dev.tenure.lease.Term;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name that stands for bytes, and never for those of a lease. */
final class StrangeEntryTest {
    private static StrangeEntry named(String name) {
        return new StrangeEntry(name, new Term.Reserved(), 1, 1);
    }

    @Test
    void every_name_stands_for_the_bytes_that_it_was_made_of_and_is_visible_ascii() {
        Random random = new Random(Seed.forTest("StrangeEntryTest").value());
        for (int i = 0; i < 2000; i++) {
            byte[] lastPart = new byte[random.nextInt(12)];
            random.nextBytes(lastPart);
            String name = StrangeEntry.name(lastPart);

            assertThat(name).matches("[!-~]*");
            assertThat(named(name).lastPart()).isEqualTo(lastPart);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.5.52.0-24", "10.5.52.7-24", "10.5.52.0-24&fd00:0:0:1::-64", "0.0.0.0-0&fd00::-64"})
    void the_key_of_a_lease_is_not_strange(String lease) {
        assertThatIllegalArgumentException().isThrownBy(() -> named(lease)).withMessageContaining("key of a lease");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\\x31\\x30.5.52.0-24", "\\x41", "\\", "\\x", "\\xAB", "\\xa", "a b", "\u00fc", "\n", "\\\\"})
    void a_name_is_written_in_one_way_only(String other) {
        assertThatIllegalArgumentException().isThrownBy(() -> named(other)).withMessageContaining("is written");
    }

    @Test
    void a_key_that_looks_like_a_lease_but_for_a_byte_is_strange() {
        byte[] almost = "10.5.52.0-24\u0000".getBytes(StandardCharsets.UTF_8);

        assertThat(named(StrangeEntry.name(almost)).name()).isEqualTo("10.5.52.0-24\\x00");
    }
}
