package dev.tenure.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports that nobody listens on right now. */
public final class Ports {
    /** Below the ports that Linux gives to clients: a thousand connections must not take what a server is to listen on. */
    private static final int LATER_MIN = 10_000;

    private static final int LATER_MAX = 32_000;

    /** A server that is down has a right to its port all the same. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** This many different ports of the loopback; somebody else may still take one before it is used. */
    public static List<Integer> free(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : held) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Likewise, for servers that take a while until they listen, or come and go: no connection of a client and nobody who listens
     * wherever it is free can get one in the meantime, nor is it given to anybody else in this JVM.
     */
    public static List<Integer> freeForLater(int count) {
        List<Integer> free = new ArrayList<>();
        int port = ThreadLocalRandom.current().nextInt(LATER_MIN, LATER_MAX);
        for (int tries = LATER_MIN; free.size() < count && tries < LATER_MAX; tries++) {
            port = port + 1 < LATER_MAX ? port + 1 : LATER_MIN;
            if (isFree(port) && GIVEN.add(port)) {
                free.add(port);
            }
        }
        return List.copyOf(free);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
