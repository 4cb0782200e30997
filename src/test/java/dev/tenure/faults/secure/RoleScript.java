package dev.tenure.faults.secure;

import dev.tenure.cli.Cli;
import dev.tenure.cli.EtcdRoleCommand;
import dev.tenure.cli.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What {@code tenure etcd-role} prints. */
public final class RoleScript {
    private RoleScript() {}

    public static String of(String... options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Cli cli = new Cli(List.of(new EtcdRoleCommand()), new Surroundings(stream, stream, Map.of()));
        int code = cli.run(
                Stream.concat(Stream.of("etcd-role"), Stream.of(options)).toArray(String[]::new));
        String printed = out.toString(StandardCharsets.UTF_8);
        if (code != 0) {
            throw new AssertionError("etcd-role ended with " + code + ": " + printed);
        }
        return printed;
    }
}
