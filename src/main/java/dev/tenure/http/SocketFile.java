package dev.tenure.http;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix socket. The socket is made in a directory that only its owner may enter, and comes to its place with its
 * mode set, so that nobody else can open it at any moment; what an agent that was killed left there is replaced by it, and
 * nothing else is. Blocking: never call it on an event loop.
 */
final class SocketFile {
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private final Path place;
    private @Nullable Path hidden;
    private @Nullable Object identity;

    SocketFile(Path place) {
        this.place = place;
    }

    Path place() {
        return place;
    }

    /** Where to listen; the place is free, or what stands there is a socket on which nobody listens. */
    Path prepare() throws IOException {
        requireFree();
        Path folder = Files.createTempDirectory(
                place.toAbsolutePath().getParent(),
                ".api-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path made = folder.resolve("s");
        hidden = made;
        return made;
    }

    /** Now that somebody listens there. */
    void publish() throws IOException {
        Path made = hidden;
        if (made == null) {
            throw new IllegalStateException("not prepared");
        }
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
        identity = identity(made);
        Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
        discard();
    }

    /** Removes what {@link #prepare} made and {@link #publish} did not need. */
    void discard() throws IOException {
        Path made = hidden;
        hidden = null;
        if (made != null) {
            Files.deleteIfExists(made);
            Files.deleteIfExists(made.getParent());
        }
    }

    /** Removes our socket; one that somebody else has put in its place stays. */
    void remove() throws IOException {
        try {
            if (identity != null && identity.equals(identity(place))) {
                Files.deleteIfExists(place);
            }
        } catch (NoSuchFileException e) {
            // somebody was faster
        }
    }

    private static @Nullable Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private void requireFree() throws IOException {
        int mode;
        try {
            mode = (Integer) Files.getAttribute(place, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        if ((mode & FILE_TYPE) != SOCKET) {
            throw new IOException("there is something else than a socket");
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(place));
        } catch (IOException nobodyListens) {
            return;
        }
        throw new IOException("another program listens there");
    }
}
