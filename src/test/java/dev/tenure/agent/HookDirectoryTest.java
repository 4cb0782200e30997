package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.HookScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are hooks. */
class HookDirectoryTest {
    @TempDir
    Path disk = Path.of("");

    private static HookDirectory.Listing list(Path directory) {
        return new HookDirectory(directory).list();
    }

    @Test
    void executables_run_in_the_order_of_their_names_and_what_is_left_beside_them_does_not() throws IOException {
        HookScripts scripts = new HookScripts(disk);
        for (String name : new String[] {
            "20-routes", "10_first", "Last", "routes.bak", "routes.dpkg-old", "routes.sh", ".hidden", "routes~"
        }) {
            scripts.with(name, "true");
        }
        scripts.with("README", "rw-r--r--", "no program");
        Files.createDirectory(scripts.directory().resolve("folder"));
        HookDirectory.Listing listing = list(scripts.directory());
        assertThat(listing.hooks())
                .extracting(hook -> hook.getFileName().toString())
                .containsExactly("10_first", "20-routes", "Last");
        assertThat(listing.passedOver())
                .containsExactlyInAnyOrder(
                        ".hidden", "README", "routes.bak", "routes.dpkg-old", "routes.sh", "routes~");
        assertThat(listing.refusals()).isEmpty();
    }

    @Test
    void what_everybody_can_write_to_does_not_run() throws IOException {
        HookScripts scripts = new HookScripts(disk).with("good", "true").with("open", "rwxrwxrwx", "#!/bin/sh\n");
        HookDirectory.Listing listing = list(scripts.directory());
        assertThat(listing.hooks()).extracting(Path::getFileName).containsExactly(Path.of("good"));
        assertThat(listing.refusals()).hasSize(1).first().asString().contains("open", "chmod o-w");

        Files.setPosixFilePermissions(scripts.directory(), PosixFilePermissions.fromString("rwxrwxrwx"));
        listing = list(scripts.directory());
        assertThat(listing.hooks()).isEmpty();
        assertThat(listing.refusals()).hasSize(1).first().asString().startsWith("no hook runs: everybody can write");
    }

    @Test
    void a_link_is_judged_by_what_it_leads_to() throws IOException {
        HookScripts scripts = new HookScripts(disk);
        Path outside = Files.writeString(disk.resolve("outside"), "#!/bin/sh\n");
        Files.createSymbolicLink(scripts.directory().resolve("link"), outside);
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(list(scripts.directory()).hooks()).hasSize(1);
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(list(scripts.directory()).hooks()).isEmpty();
        Files.delete(outside);
        assertThat(list(scripts.directory()))
                .isEqualTo(new HookDirectory.Listing(java.util.List.of(), java.util.List.of(), java.util.List.of()));
    }

    @Test
    void what_is_no_directory_is_one_sentence() throws IOException {
        assertThat(list(disk.resolve("gone")).refusals())
                .containsExactly("no hook runs: " + disk.resolve("gone") + " is not a directory");
        Path file = Files.writeString(disk.resolve("file"), "");
        assertThat(list(file).refusals()).hasSize(1);
    }
}
