package dev.tenure;

import dev.tenure.cli.manual.Manual;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes the manual; the build runs it. */
public final class ManualWriter {
    private ManualWriter() {}

    /** The folder, the version, and the time of the build. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, String> page :
                Manual.pages(Main.commands(), args[1], day(args[2])).entrySet()) {
            Files.writeString(folder.resolve(page.getKey()), page.getValue());
        }
    }

    private static String day(String time) {
        return time.substring(0, "2026-11-23".length());
    }
}
