package dev.tenure.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A file of cases below {@code src/test/resources/golden/}: cases stand apart by an empty line; each has a {@code #} line
 * that names it, {@code >} lines that are given to the code, and lines that it must answer with. A line of
 * {@code ## …} is a heading.
 */
public final class GoldenFile {
    private record Case(String name, String input, String expected) {}

    private GoldenFile() {}

    /** One test for each case of the file: {@code code} must turn the input into exactly the expected lines. */
    public static Stream<DynamicTest> tests(String file, UnaryOperator<String> code) {
        List<Case> cases = Arrays.stream(read(file).split("\n{2,}"))
                .filter(block -> !block.isBlank() && !block.startsWith("## "))
                .map(GoldenFile::parse)
                .toList();
        assertThat(cases).as("the cases of " + file).isNotEmpty();
        assertThat(cases).as("the names in " + file).extracting(Case::name).doesNotHaveDuplicates();
        return cases.stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.name, () -> assertThat(code.apply(each.input)).isEqualTo(each.expected)));
    }

    private static String read(String file) {
        try (InputStream in = GoldenFile.class.getResourceAsStream("/golden/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }

    private static Case parse(String block) {
        String name = "";
        List<String> input = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (String line : block.strip().split("\n", -1)) {
            if (line.startsWith("# ")) {
                name = line.substring(2);
            } else if (line.startsWith(">")) {
                input.add(line.length() > 2 ? line.substring(2) : "");
            } else {
                expected.add(line);
            }
        }
        if (name.isEmpty() || expected.isEmpty()) {
            throw new IllegalStateException("a golden case has a name and an answer: " + block);
        }
        return new Case(name, String.join("\n", input), String.join("\n", expected));
    }
}
