package dev.tenure.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Ports that nobody listens on right now. */
public final class Ports {
    /** Below the ports that Linux gives to clients: a thousand connections must not take what a server is to listen on. */
    private static final int LATER_MIN = 10_000;

    private static final int LATER_MAX = 32_000;

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

    /** Likewise, for servers that take a while until they listen: no connection of a client can get one in the meantime. */
    public static List<Integer> freeForLater(int count) {
        List<Integer> free = new ArrayList<>();
        int port = ThreadLocalRandom.current().nextInt(LATER_MIN, LATER_MAX);
        for (int tries = LATER_MIN; free.size() < count && tries < LATER_MAX; tries++) {
            port = port + 1 < LATER_MAX ? port + 1 : LATER_MIN;
            if (isFree(port)) {
                free.add(port);
            }
        }
        return List.copyOf(free);
    }

    /**
     * A place at this port, or at one that nobody has if it is 0: until it is closed the kernel gives the port to nobody who asks
     * for just any, while a server that names it (and sets SO_REUSEADDR, as etcd and Java do) may listen there, end and come back.
     * Who connects meanwhile is refused.
     */
    static Socket keep(int port) throws IOException {
        Socket place = new Socket();
        place.setReuseAddress(true);
        place.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return place;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
