package dev.tenure.cli;

import dev.tenure.options.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of a file that was named on the command line; what can't be read is a sentence. */
final class InputFile {
    private static final String STDIN = "-";
    private static final String EXPECTED = "; expected a readable file, or - for what is piped in";

    private InputFile() {}

    /** All of it, which must be UTF-8 and not longer than {@code bytesMax}. Blocks. */
    static String read(String name, Input in, int bytesMax) throws UsageError {
        String shown = name.equals(STDIN) ? "standard input" : Shown.quoted(name);
        byte[] bytes = bytes(name, shown, in, bytesMax);
        if (bytes.length > bytesMax) {
            throw new UsageError(shown + " is longer than " + bytesMax / 1024 + " KiB");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UsageError(shown + " is not UTF-8 text");
        }
    }

    private static byte[] bytes(String name, String shown, Input in, int bytesMax) throws UsageError {
        if (name.equals(STDIN)) {
            try {
                return in.bytes(bytesMax);
            } catch (IOException e) {
                throw new UsageError(shown + " can't be read (" + e.getMessage() + ")");
            }
        }
        try (InputStream file = Files.newInputStream(Path.of(name))) {
            return file.readNBytes(bytesMax + 1);
        } catch (NoSuchFileException e) {
            throw new UsageError(shown + ": there is no such file" + EXPECTED);
        } catch (AccessDeniedException e) {
            throw new UsageError(shown + " may not be read" + EXPECTED);
        } catch (InvalidPathException | IOException e) {
            throw new UsageError(shown + " can't be read (" + e.getMessage() + ")" + EXPECTED);
        }
    }
}
