package dev.tenure.cli;

import java.io.IOException;
import java.io.InputStream;

/**
 * What a process is given on its standard input.
 *
 * @param stream the bytes
 * @param isTerminal true if a person types them, who can be asked
 */
public record Input(InputStream stream, boolean isTerminal) {
    /** Nothing, and nobody. */
    public static final Input NONE = new Input(InputStream.nullInputStream(), false);

    private static final int ANSWER_MAX = 80;

    /** One line, without what ends it; empty at the end of the input. Blocks. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = stream.read();
        while (next >= 0 && next != '\n' && line.length() < ANSWER_MAX) {
            line.append((char) next);
            next = stream.read();
        }
        return line.toString().strip();
    }

    /** All of it, up to one byte more than {@code bytesMax}. Blocks. */
    byte[] bytes(int bytesMax) throws IOException {
        return stream.readNBytes(bytesMax + 1);
    }
}
