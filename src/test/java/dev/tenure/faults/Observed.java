package dev.tenure.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * What a row of the fault matrix saw, one line each: printed, and appended to the file that {@code -Dtenure.observed} names, so
 * that the matrix in docs/guarantees.md can be made from a run. Thread-safe.
 *
 * <pre>row 18 | etcd 3.4.23 | lease revoked | same subnet back after 12 ms, 1 agent revision</pre>
 */
public final class Observed {
    private static final String FILE = System.getProperty("tenure.observed", "");

    private Observed() {}

    /**
     * Says what came of one fault.
     *
     * @param etcd which etcd it was, such as the name of an {@link dev.tenure.support.EtcdProgram}
     * @param fault what was done, in a few words
     * @param observed what came of it, as {@link String#format} has it
     */
    @SuppressWarnings("AnnotateFormatMethod")
    public static void row(int row, Object etcd, String fault, String observed, Object... values) {
        String what = values.length == 0 ? observed : String.format(Locale.ROOT, observed, values);
        String line = String.format(Locale.ROOT, "row %02d | %s | %s | %s", row, etcd, fault, what)
                .replaceAll("\\s+", " ");
        System.out.println(line);
        if (!FILE.isEmpty()) {
            append(Path.of(FILE), line + System.lineSeparator());
        }
    }

    private static synchronized void append(Path file, String line) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            // one write of one line at the end, so that two JVMs may share the file
            Files.write(
                    file, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot note what was observed in " + file, e);
        }
    }
}
