package dev.tenure.process;

import dev.tenure.process.Program.Ended;
import dev.tenure.support.EtcdServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where an operator types commands: the program as a process, on one network of a real etcd.
 *
 * @param endpoint how it reaches etcd
 * @param prefix the network's own
 * @param folder where its files are
 */
public record OperatorShell(String endpoint, String prefix, Path folder) {
    public static OperatorShell of(EtcdServer etcd, String prefix, Path folder) {
        return new OperatorShell(etcd.endpoint(), prefix, folder);
    }

    /** Runs {@code tenure} with these words to its end. */
    public Ended run(String... words) {
        return Program.run(environment(), words);
    }

    /** Likewise with {@code input} piped in. */
    public Ended pipe(String input, String... words) {
        Path piped = file("piped", input);
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" < '" + piped + "'", "sh"));
        command.addAll(Program.command(List.of(words)));
        return Program.run(command, environment());
    }

    /** Likewise on a terminal, where {@code typed} is typed; all that is shown comes back as the output. */
    public Ended type(String typed, String... words) {
        List<String> quoted = Program.command(List.of(words)).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .toList();
        Path keys = file("keys", typed);
        return Program.run(
                List.of(
                        "sh",
                        "-c",
                        "exec script -qec \"$1\" /dev/null < \"$2\"",
                        "sh",
                        String.join(" ", quoted),
                        keys.toString()),
                environment());
    }

    /** The command line of the same, for more than one at a time. */
    public Process start(String... words) {
        try {
            ProcessBuilder builder = Program.prepare(Program.command(List.of(words)), environment());
            return builder.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file with this text. */
    public Path file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> environment() {
        return Map.of("FLANNELD_ETCD_ENDPOINTS", endpoint, "FLANNELD_ETCD_PREFIX", prefix);
    }

    /** The output with every number that another run would not have. */
    public String settled(String shown) {
        return shown.replace(prefix, "/net")
                .replaceAll("(revision|over that of revision|revision is) \\d+", "$1 N")
                .replaceAll("grant [0-9a-f]+", "grant G");
    }
}
