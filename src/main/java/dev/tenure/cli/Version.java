package dev.tenure.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * Which build this is, from the manifest of the jar.
 *
 * @param version as released; "development" outside a jar
 * @param commit the git commit, or "unknown"
 */
public record Version(String version, String commit) {
    /** Reads the manifest; never fails. */
    public static Version ofThisBuild() {
        try {
            for (URL url : Collections.list(Version.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
                try (InputStream in = url.openStream()) {
                    Attributes attributes = new Manifest(in).getMainAttributes();
                    if ("Tenure".equals(attributes.getValue("Implementation-Title"))) {
                        return new Version(
                                value(attributes, "Implementation-Version", "development"),
                                value(attributes, "Git-Commit", "unknown"));
                    }
                }
            }
        } catch (IOException e) {
            // a version nobody can read must not keep an agent from starting
            return new Version("unknown", "unknown");
        }
        return new Version("development", "unknown");
    }

    private static String value(Attributes attributes, String name, String absent) {
        String value = attributes.getValue(name);
        return value == null ? absent : value;
    }

    @Override
    public String toString() {
        return "tenure " + version + " (commit " + commit + ", Java " + Runtime.version() + ")";
    }
}
