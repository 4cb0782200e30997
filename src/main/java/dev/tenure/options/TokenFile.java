package dev.tenure.options;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * The file with the token of the API in its first line. It is read for each write, so that a new token counts from then on
 * and a file that everybody has come to read counts no more. Blocking: never call it on an event loop.
 *
 * @param path where it is
 */
public record TokenFile(Path path) {
    private static final int BYTES_MAX = 4096;
    /** Nobody guesses as many in the time that there is. */
    private static final int CHARACTERS_MIN = 16;

    private static final Set<PosixFilePermission> OF_EVERYBODY =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    /** Why there is no token; the message is the end of a sentence about the file and never shows what is in it. */
    public static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(String sentence) {
            super(sentence, null, false, false);
        }

        /** The end of a sentence that begins with the file: {@code it is empty}. */
        public String sentence() {
            return String.valueOf(getMessage());
        }
    }

    /** The token. */
    public Secret read() throws Fault {
        try {
            if (isOpenToEverybody()) {
                throw new Fault("everybody on this host may read or write it; chmod 600 it and put a new token there");
            }
            try (InputStream in = Files.newInputStream(path)) {
                return token(new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new Fault(FileChecks.reason(path, e));
        }
    }

    private static Secret token(String text) throws Fault {
        String line = text.lines().findFirst().orElse("").strip();
        if (line.length() < CHARACTERS_MIN || !line.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new Fault("its first line is no token: a token has " + CHARACTERS_MIN
                    + " characters or more, printable ASCII without spaces; openssl rand -hex 32 makes one");
        }
        return new Secret(line);
    }

    private boolean isOpenToEverybody() throws IOException {
        try {
            return Files.getPosixFilePermissions(path).stream().anyMatch(OF_EVERYBODY::contains);
        } catch (UnsupportedOperationException e) {
            // a file system without such permissions
            return false;
        }
    }
}
