package dev.tenure.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An etcd that tests may start. {@code ./test} finds two: the distribution's, which is the oldest that Tenure supports, and a
 * newer one, since what etcd says and does when it breaks differs between releases.
 *
 * @param name for the names of tests, such as {@code etcd 3.5.1}
 * @param path the server's program
 */
public record EtcdProgram(String name, String path) {
    private static final EtcdProgram USUAL = of(System.getenv().getOrDefault("ETCD", "etcd"));
    private static final String NEWER = System.getenv().getOrDefault("TENURE_ETCD_NEWER", "");

    /** The one in PATH, unless ETCD names another. */
    public static EtcdProgram usual() {
        return USUAL;
    }

    /** Every one there is; a run without {@code ./test} knows only the usual one. */
    public static List<EtcdProgram> all() {
        List<EtcdProgram> all = new ArrayList<>(List.of(USUAL));
        if (!NEWER.isEmpty() && Files.isExecutable(Path.of(NEWER))) {
            all.add(of(NEWER));
        }
        return all;
    }

    private static EtcdProgram of(String path) {
        String first = Command.run(path, "--version").lines().findFirst().orElse("");
        return new EtcdProgram("etcd " + first.replace("etcd Version: ", ""), path);
    }

    @Override
    public String toString() {
        return name;
    }
}
