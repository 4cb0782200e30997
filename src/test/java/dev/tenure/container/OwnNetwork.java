package dev.tenure.container;

import dev.tenure.support.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A network like the one that an engine makes for a compose file: each host in a network namespace of its own, joined by a
 * bridge that is in one as well, and all known by name. Nothing outside of it is touched.
 */
final class OwnNetwork implements AutoCloseable {
    private static final String PREFIX =
            "tenure-container-" + ProcessHandle.current().pid() + "-";
    private static final String SUBNET = "10.89.7.";

    private final Path hosts;
    private final List<String> namespaces = new ArrayList<>();

    private OwnNetwork(Path hosts) {
        this.hosts = hosts;
    }

    /** With hosts of these names. */
    static OwnNetwork of(Path folder, Iterable<String> names) {
        OwnNetwork network = new OwnNetwork(folder.resolve("hosts"));
        try {
            network.make(names);
            return network;
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    private void make(Iterable<String> names) {
        String bridge = add("switch");
        ip(bridge, "link add br0 type bridge");
        ip(bridge, "link set br0 up");
        StringBuilder known = new StringBuilder("127.0.0.1 localhost\n");
        int number = 10;
        for (String name : names) {
            String host = add(name);
            ip(host, "link set lo up");
            ip(bridge, "link add port" + number + " type veth peer name eth0 netns " + host);
            ip(bridge, "link set port" + number + " master br0 up");
            ip(host, "addr add " + SUBNET + number + "/24 dev eth0");
            ip(host, "link set eth0 up");
            ip(host, "route add default via " + SUBNET + "1");
            known.append(SUBNET).append(number++).append(' ').append(name).append('\n');
        }
        try {
            Files.writeString(hosts, known);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String add(String name) {
        String namespace = PREFIX + name;
        Command.run("ip", "netns", "add", namespace);
        namespaces.add(namespace);
        return namespace;
    }

    private static void ip(String namespace, String command) {
        List<String> words = new ArrayList<>(List.of("ip", "-n", namespace));
        words.addAll(List.of(command.split(" ", -1)));
        Command.run(words.toArray(String[]::new));
    }

    /** What goes before a command that is to run on the host of this name. */
    List<String> on(String name) {
        return List.of("ip", "netns", "exec", PREFIX + name);
    }

    /** The file that names all, to be mounted at /etc/hosts. */
    Path hosts() {
        return hosts;
    }

    @Override
    public void close() {
        namespaces.forEach(namespace -> Command.run("ip", "netns", "del", namespace));
    }
}
