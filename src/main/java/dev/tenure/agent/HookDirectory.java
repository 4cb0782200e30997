package dev.tenure.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory of hooks, read as run-parts reads one: what an editor or a package manager leaves beside a hook
 * ({@code routes.bak}, {@code routes.dpkg-old}, {@code .routes.swp}) never runs, and neither does what anybody on this host
 * can write. Blocking.
 */
final class HookDirectory {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    private final Path directory;

    /**
     * What is there.
     *
     * @param hooks the files to run, in the order of their names
     * @param passedOver the names of the files that are not run, since that is how they are named or marked
     * @param refusals why something is not run that would be; one sentence each
     */
    record Listing(List<Path> hooks, List<String> passedOver, List<String> refusals) {}

    HookDirectory(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    Listing list() {
        Listing listing = new Listing(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        if (!Files.isDirectory(directory)) {
            listing.refusals().add("no hook runs: " + directory + " is not a directory");
            return listing;
        }
        try {
            if (isWorldWritable(directory)) {
                listing.refusals().add("no hook runs: everybody can write to " + directory + "; chmod o-w it");
                return listing;
            }
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file :
                        files.sorted(Comparator.comparing(Path::toString)).toList()) {
                    sort(file, listing);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // what was found is not all there is
            listing.hooks().clear();
            listing.refusals().add("no hook runs: " + directory + " cannot be read: " + e);
        }
        return listing;
    }

    private static void sort(Path file, Listing listing) throws IOException {
        String name = file.getFileName().toString();
        if (!Files.isRegularFile(file)) {
            return;
        }
        if (!NAME.matcher(name).matches() || !Files.isExecutable(file)) {
            listing.passedOver().add(name);
        } else if (isWorldWritable(file)) {
            listing.refusals().add("the hook " + file + " does not run: everybody can write to it; chmod o-w it");
        } else {
            listing.hooks().add(file);
        }
    }

    private static boolean isWorldWritable(Path path) throws IOException {
        return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE);
    }
}
