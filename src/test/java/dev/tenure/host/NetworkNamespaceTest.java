package dev.tenure.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.subnet.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A host made to measure, in a network namespace of its own: addresses in the kernel's order, metrics, an interface without
 * an address. Only root can make one; without it the same host is asserted from made-up facts alone.
 */
final class NetworkNamespaceTest {
    private static final String NAMESPACE =
            "tenure-test-" + ProcessHandle.current().pid();

    private static final int READINGS = 10_000;

    private static final List<String> HOST = List.of(
            "link set lo up",
            "link add d0 type bridge",
            "link set d0 mtu 1400 addrgenmode none",
            "addr add 10.9.0.1/24 dev d0",
            "addr add 10.1.0.5/24 dev d0",
            "addr add 10.9.0.77/24 dev d0",
            "addr add 169.254.1.1/16 scope link dev d0",
            "addr add 10.0.0.3/24 dev d0",
            "-6 addr add fd01::9/64 dev d0 nodad",
            "-6 addr add fd01::5/64 dev d0 nodad",
            "-6 addr add fd01::2/64 dev d0 nodad preferred_lft 0",
            "link add d1 type bridge",
            "link set d1 mtu 1234",
            "link add d2 type bridge",
            "link set d2 addrgenmode none",
            "addr add 10.77.0.1/24 dev d2",
            "link set d0 up",
            "link set d2 up",
            "route add default via 10.9.0.254 dev d0 metric 100",
            "route add default via 10.77.0.254 dev d2 metric 50",
            "-6 route add default via fd01::fe dev d0");

    private static final MachineFacts FACTS = new MachineFacts(
            List.of(
                    facts("lo", 65_536, true, "127.0.0.1", "::1"),
                    facts(
                            "d0",
                            1400,
                            true,
                            "169.254.1.1",
                            "10.9.0.1",
                            "10.1.0.5",
                            "10.0.0.3",
                            "10.9.0.77",
                            "fd01::9",
                            "fd01::5"),
                    facts("d2", 1500, true, "10.77.0.1"),
                    facts("d1", 1234, false)),
            "d2",
            "d0");

    @AfterEach
    void removeTheNamespace() throws Exception {
        run("ip", "netns", "del", NAMESPACE);
    }

    @Test
    void a_host_is_read_as_the_kernel_has_it_and_chosen_from_as_flanneld_does() throws Exception {
        String expected = """
                lo 65536 up [] []
                d0 1400 up [10.9.0.1, 10.1.0.5, 10.0.0.3, 10.9.0.77, 169.254.1.1] [fd01::5, fd01::9]
                d2 1500 up [10.77.0.1] []
                d1 1234 down [] []
                routes d2 d0
                Chosen[addresses=HostAddresses[interfaceName=d2, mtuBytes=1500, publicIp=10.77.0.1,\
                 publicIpv6=null, interfaceIpv4=10.77.0.1, interfaceIpv6=null]]
                Chosen[addresses=HostAddresses[interfaceName=d0, mtuBytes=1400, publicIp=10.9.0.1,\
                 publicIpv6=fd01::5, interfaceIpv4=10.9.0.1, interfaceIpv6=fd01::5]]
                """;

        assertThat(HostPrinter.describe(FACTS, target -> IpAddress.parse("10.9.0.1")))
                .isEqualTo(expected);
        if (namespaceMade()) {
            assertThat(readInside()).isEqualTo(expected);
        }
    }

    @Test
    void interfaces_that_come_and_go_while_the_host_is_read_do_not_disturb_it() throws Exception {
        if (namespaceMade()) {
            AtomicBoolean isRead = new AtomicBoolean();
            Thread pods = Thread.startVirtualThread(() -> {
                while (!isRead.get()) {
                    inside("link add v0 type bridge");
                    // without an address Java does not list it
                    inside("addr add 10.8.0.1/24 dev v0");
                    inside("link del v0");
                }
            });
            try {
                assertThat(readInside(String.valueOf(READINGS))).contains("routes d2 d0");
            } finally {
                isRead.set(true);
                pods.join();
            }
        }
    }

    private static boolean namespaceMade() throws Exception {
        if (run("ip", "netns", "add", NAMESPACE).isEmpty()) {
            return false;
        }
        for (String command : HOST) {
            if (!inside(command)) {
                return false;
            }
        }
        return true;
    }

    private static boolean inside(String command) {
        List<String> words = new ArrayList<>(List.of("ip", "-n", NAMESPACE));
        words.addAll(List.of(command.split(" ", -1)));
        return run(words.toArray(String[]::new)).isPresent();
    }

    private static String readInside(String... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", NAMESPACE, java, "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), HostPrinter.class.getName()));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new)).orElseThrow().stripTrailing().concat("\n");
    }

    /** What the command printed; empty if it failed or is not there. */
    private static Optional<String> run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static InterfaceFacts facts(String name, int mtuBytes, boolean up, String... addresses) {
        return new InterfaceFacts(
                name,
                0,
                up,
                mtuBytes,
                Stream.of(addresses)
                        .map(text -> InterfaceAddress.of(IpAddress.parse(text).orElseThrow()))
                        .toList());
    }
}
