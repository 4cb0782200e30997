package dev.tenure.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A copy of the scripts in a folder of its own, with fake Javas, so that no test hangs on this machine's. */
final class Sandbox {

    private static final Path PROJECT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    /** Says what it got: one argument a line, then what the launcher exported. */
    private static final String FAKE_JAVA = """
            #!/bin/sh
            for argument in "$@"; do printf 'arg:%s\\n' "$argument"; done
            echo "java:$0"
            echo "pid:$$"
            echo "password:${FLANNELD_ETCD_PASSWORD-none}"
            echo "home:${TENURE_HOME-none}"
            echo "arenas:${MALLOC_ARENA_MAX-none}"
            """;

    private final Path root;
    private final Path home;
    private final Map<String, String> environment = new TreeMap<>();

    Sandbox(Path root) throws IOException {
        // Temporary folders may be behind links themselves, and the launcher tells where it really is.
        this.root = root.toRealPath();
        this.home = this.root.resolve("home");
        for (String folder : List.of("bin", "conf")) {
            copy(PROJECT.resolve(folder), home.resolve(folder));
        }
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("TENURE_JVM_DIRS", jvms().toString());
    }

    Path root() {
        return root;
    }

    Path home() {
        return home;
    }

    Path jvms() {
        return root.resolve("jvms");
    }

    Path launcher() {
        return home.resolve("bin/tenure");
    }

    Sandbox with(String variable, Object value) {
        environment.put(variable, value.toString());
        return this;
    }

    Sandbox built() throws IOException {
        write(home.resolve("target/tenure.jar"), "");
        return this;
    }

    /** A folder that looks like the given release of Java. */
    Path java(String name, String release) throws IOException {
        Path folder = javaWithoutRelease(name, FAKE_JAVA);
        write(folder.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + release + "\"\n");
        return folder;
    }

    Path javaWithoutRelease(String name, String script) throws IOException {
        Path binary = jvms().resolve(name).resolve("bin/java");
        write(binary, script);
        Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
        return jvms().resolve(name);
    }

    /** Runs a command in an empty folder, with nothing in its environment but what the test put there. */
    Outcome run(Object command, String... arguments) throws Exception {
        Path folder = Files.createDirectories(root.resolve("elsewhere"));
        Path out = root.resolve("out");
        Path err = root.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(command.toString()), Stream.of(arguments))
                        .toList())
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(command + " did not end within 30 s");
        }
        return new Outcome(process.exitValue(), process.pid(), Files.readString(out), Files.readString(err));
    }

    /** How a command ended. */
    record Outcome(int exit, long pid, String out, String err) {

        List<String> arguments() {
            return out.lines()
                    .filter(line -> line.startsWith("arg:"))
                    .map(line -> line.substring("arg:".length()))
                    .toList();
        }

        /** The arguments behind the jar: those of Tenure itself. */
        List<String> ownArguments() {
            List<String> all = arguments();
            return all.subList(all.indexOf("-jar") + 2, all.size());
        }

        List<String> flags() {
            return arguments().subList(0, arguments().indexOf("-jar"));
        }

        String value(String name) {
            return out.lines()
                    .filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElse("");
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
