package dev.tenure.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Ports of the loopback for the servers of tests, which may come late and be away for a while: nobody else is given one of
 * them meanwhile. They lie below those that Linux gives to clients and to servers that leave the choice to it, and each JVM
 * that runs tests has a block of its own.
 */
public final class Ports {
    private static final int MIN = 10_000;
    private static final int BLOCKS = 16;
    private static final int BLOCK_PORTS = 1_370;

    /** Listens on our block's first port as long as this JVM lives; who finds that taken tries the next block. */
    private static final ServerSocket MARK = IntStream.range(0, BLOCKS)
            .mapToObj(block -> Optional.ofNullable(listen(MIN + block * BLOCK_PORTS)))
            .flatMap(Optional::stream)
            .findFirst()
            .orElseThrow(() -> new AssertionError("every block of ports is taken"));

    private static int last;

    private Ports() {}

    /** This many different ones that nobody listens on now; each is given again only when all others have been. */
    public static synchronized List<Integer> free(int count) {
        List<Integer> free = new ArrayList<>();
        for (int tries = 1; free.size() < count; tries++) {
            if (tries == BLOCK_PORTS) {
                throw new AssertionError("there are no " + count + " free ports from " + MARK.getLocalPort() + " on");
            }
            last = last % (BLOCK_PORTS - 1) + 1;
            int port = MARK.getLocalPort() + last;
            if (isFree(port)) {
                free.add(port);
            }
        }
        return List.copyOf(free);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = listen(port)) {
            return socket != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable ServerSocket listen(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            return null;
        }
    }
}
