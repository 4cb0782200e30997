package dev.tenure.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What a hook prints, line by line and never without bounds; it is read to the end, since a full pipe would stop the hook. */
final class HookOutput {
    static final int LINES_MAX = 100;
    static final int LINE_CHARS_MAX = 500;

    /** So many bytes hold a line of that length whatever is in it. */
    private static final int LINE_BYTES_MAX = 4 * LINE_CHARS_MAX;

    /** A hook that prints without end must not keep us from looking at the clock. */
    private static final int BYTES_AT_ONCE = 64 * 1024;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long count;

    HookOutput(Consumer<String> lines) {
        this.lines = lines;
    }

    /** Reads what is there already and waits for nothing; true if there may be more. */
    boolean drain(InputStream in) throws IOException {
        int there = Math.min(in.available(), BYTES_AT_ONCE);
        for (byte each : in.readNBytes(there)) {
            if (each == '\n') {
                endLine();
            } else if (line.size() < LINE_BYTES_MAX) {
                line.write(each);
            }
        }
        return there > 0;
    }

    private void endLine() {
        count++;
        if (count <= LINES_MAX) {
            String text = line.toString(StandardCharsets.UTF_8);
            boolean isLong = text.codePointCount(0, text.length()) > LINE_CHARS_MAX;
            lines.accept(isLong ? text.substring(0, text.offsetByCodePoints(0, LINE_CHARS_MAX)) + "..." : text);
        }
        line.reset();
    }

    /** The hook prints nothing more. */
    void end() {
        if (line.size() > 0) {
            endLine();
        }
        if (count > LINES_MAX) {
            lines.accept("(" + (count - LINES_MAX) + " more lines left out)");
        }
    }
}
