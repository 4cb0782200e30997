package dev.tenure.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A directory of little shell scripts that run as hooks, and the journal that they write. */
public final class HookScripts {
    private final Path directory;
    private final Path journal;

    /** @param parent where directory and journal are made */
    public HookScripts(Path parent) {
        try {
            this.directory = Files.createDirectories(parent.resolve("hooks"));
            this.journal = parent.resolve("journal");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path directory() {
        return directory;
    }

    /** An executable script; {@code $JOURNAL} in it is the journal. */
    public HookScripts with(String name, String script) {
        return with(name, "rwxr-xr-x", "#!/bin/sh\nJOURNAL='" + journal + "'\n" + script + "\n");
    }

    /** A file as it is. */
    public HookScripts with(String name, String permissions, String text) {
        try {
            Path file = Files.writeString(directory.resolve(name), text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A script that notes event, subnet and the subnet before. */
    public HookScripts withNoter(String name) {
        return with(
                name,
                "echo \"" + name + " $TENURE_EVENT $TENURE_SUBNET ${TENURE_PREVIOUS_SUBNET:--}\" >> \"$JOURNAL\"");
    }

    /** The lines that the scripts have written so far. */
    public List<String> journal() {
        try {
            return Files.exists(journal) ? Files.readAllLines(journal) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
