package dev.tenure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the documents tell people to type. */
final class DocumentedCommandsTest {
    private static final Path OPERATIONS = Path.of(System.getProperty("basedir", ""), "docs/operations.md");

    @Test
    void every_command_in_the_documents_is_one_that_the_parser_takes() throws IOException {
        List<String> commands = Files.readAllLines(OPERATIONS).stream()
                .filter(line -> line.matches("\\$ (bin/)?tenure .*"))
                .map(line -> line.replaceFirst("\\$ (bin/)?", ""))
                .toList();

        assertThat(commands).hasSizeGreaterThan(10).allSatisfy(HelpTest::parse);
    }
}
