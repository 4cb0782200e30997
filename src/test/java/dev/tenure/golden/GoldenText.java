package dev.tenure.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a person sees, pinned as a whole: a text below {@code src/test/resources/golden/}. */
public final class GoldenText {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", ""), "src/test/resources/golden")
            .toAbsolutePath();

    private GoldenText() {}

    /** Fails with both texts if they differ; -Dtenure.golden.write=true writes the file instead, to be looked at by a person. */
    public static void assertSame(String file, String shown) {
        Path path = FOLDER.resolve(file);
        try {
            if (Boolean.getBoolean("tenure.golden.write")) {
                Files.createDirectories(path.getParent());
                Files.writeString(path, shown);
            }
            assertThat(shown).as(file).isEqualTo(Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
