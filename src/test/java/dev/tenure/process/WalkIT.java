package dev.tenure.process;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.faults.fleet.FlanneldLike;
import dev.tenure.faults.fleet.FleetHost;
import dev.tenure.live.Operator;
import dev.tenure.live.Patience;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk of docs/operations.md, as an operator with four hosts would type it, through the program as it is shipped. */
final class WalkIT {
    private static final String PREFIX = "/walk";
    private static final Duration FLANNELD_TTL = Duration.ofMinutes(10);

    /** What only looks may be asked again until it shows what others are about to do. */
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(30);

    /** Where flanneld falls among the free subnets stands in the page. */
    private final RandomGenerator random = new SplittableRandom(20261123);

    private final EtcdServer etcd = EtcdServer.start();
    private final Operator others = new Operator(etcd, PREFIX);
    private final Map<String, RunningAgent> agents = new HashMap<>();
    private final Map<String, FlanneldLike> flannelds = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();

    private String printed = "";

    @TempDir
    Path folder = Path.of("");

    /** Where {@code tenure} is found by its name, as after an installation. */
    @BeforeEach
    void install() throws IOException {
        Path shipped = Program.HOME.resolve("target/tenure/bin/tenure");
        assertThat(shipped).as("what mvn package makes with a JDK 25 and etcd").isExecutable();
        Files.createSymbolicLink(Files.createDirectories(folder.resolve("bin")).resolve("tenure"), shipped);
    }

    @AfterEach
    void end() {
        agents.values().forEach(RunningAgent::close);
        flannelds.values().forEach(FlanneldLike::close);
        others.close();
        etcd.close();
    }

    @Test
    void every_line_does_what_the_page_says() {
        Walk walk = Walk.of(Program.HOME.resolve("docs/operations.md"), "A walk");
        assertThat(walk.steps()).hasSizeGreaterThan(40);
        walk.steps().forEach(this::take);
    }

    private void take(Walk.Step step) {
        String[] words = step.command().split(" ", -1);
        if (words[0].equals("systemctl")) {
            systemctl(step.host(), words[1], words[2]);
            return;
        }
        boolean onlyLooks = step.command().matches("tenure (leases|status|check|pool|network show)\\b[^>]*");
        Patience.until(
                step.host() + "$ " + step.command() + "\nshall print\n" + String.join("\n", step.expected()),
                onlyLooks ? SETTLED_WITHIN : Duration.ZERO,
                () -> {
                    printed = typed(step);
                    return step.isMetBy(printed);
                },
                () -> "but printed\n" + printed);
        System.out.println(step.host() + "$ " + step.command() + "\n" + printed.strip());
    }

    private String typed(Walk.Step step) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PATH",
                folder.resolve("bin") + ":" + System.getenv("PATH"),
                "ETCDCTL_API",
                "3",
                "ETCDCTL_ENDPOINTS",
                etcd.endpoint(),
                "FLANNELD_ETCD_ENDPOINTS",
                etcd.endpoint(),
                "FLANNELD_ETCD_PREFIX",
                PREFIX));
        if (!step.host().isEmpty()) {
            environment.putAll(ofHost(host(step.host())));
        }
        Program.Ended ended = Program.run(
                List.of("bash", "-c", "cd '" + folder + "' && { " + step.command() + "\n} 2>&1"), environment);
        assertThat(ended.code())
                .as(step.host() + "$ " + step.command() + "\n" + ended.out() + ended.err())
                .isZero();
        return ended.out();
    }

    private FleetHost host(String name) {
        return new FleetHost(Integer.parseInt(name.substring("host-".length())), folder, Map.of());
    }

    private int port(FleetHost host) {
        return ports.computeIfAbsent(host.publicIp(), ip -> Ports.free(1).getFirst());
    }

    private Map<String, String> ofHost(FleetHost host) {
        return Map.of(
                "FLANNELD_PUBLIC_IP", host.publicIp(),
                "FLANNELD_IFACE", "lo",
                "FLANNELD_SUBNET_FILE", host.subnetEnv().toString(),
                "FLANNELD_HEALTHZ_IP", "127.0.0.1",
                "FLANNELD_HEALTHZ_PORT", String.valueOf(port(host)));
    }

    /** There is no systemd here; the test starts and stops what a unit would. */
    private void systemctl(String name, String verb, String unit) {
        FleetHost host = host(name);
        switch (verb + " " + unit) {
            case "start tenure" -> {
                Map<String, String> environment = new HashMap<>(ofHost(host));
                environment.put("FLANNELD_ETCD_ENDPOINTS", etcd.endpoint());
                environment.put("FLANNELD_ETCD_PREFIX", PREFIX);
                agents.put(
                        name,
                        new RunningAgent(
                                List.of(folder.resolve("bin/tenure").toString(), "agent"), environment, port(host)));
            }
            case "stop tenure" ->
                assertThat(requireNonNull(agents.remove(name)).signal("TERM").code())
                        .isZero();
            case "start flanneld" -> {
                FlanneldLike flanneld = new FlanneldLike(others, host, FLANNELD_TTL, random);
                flannelds.put(name, flanneld);
                flanneld.start();
            }
            case "stop flanneld" -> requireNonNull(flannelds.remove(name)).close();
            default -> throw new AssertionError("there is no unit for systemctl " + verb + " " + unit);
        }
    }
}
