package dev.tenure.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.container.Container.Plan;
import dev.tenure.process.AgentHttp;
import dev.tenure.process.LoadedClasses;
import dev.tenure.process.Program.Ended;
import dev.tenure.process.RunningAgent;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image that docker/Dockerfile describes, and an agent in it. */
final class ContainerIT {
    private static final long BYTES_MAX = 120_000_000;
    private static final double FROM_CACHE_MIN = 0.9;
    private static final String NONE = "0000000000000000";
    private static final String LABEL = "org.opencontainers.image.";

    @SuppressWarnings("NullAway.Init")
    private static BuiltImage image;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    static void load() {
        image = BuiltImage.load();
    }

    private Plan plan(Map<String, String> environment, List<String> command) {
        return new Plan(Map.of(volume(), "/run/flannel"), List.of(), environment, command);
    }

    private Path volume() {
        return Container.volume(image, folder.resolve("flannel"));
    }

    /** An agent on this machine's loopback, as one with the host's network is. */
    private Container agent(EtcdServer etcd, int port, Map<String, String> more) {
        etcd.etcdctl("put", "/coreos.com/network/config", "{\"Network\":\"10.5.0.0/16\"}");
        Map<String, String> environment = new LinkedHashMap<>(more);
        environment.put("FLANNELD_ETCD_ENDPOINTS", etcd.endpoint());
        environment.put("FLANNELD_IFACE", "lo");
        environment.put("FLANNELD_PUBLIC_IP", "192.0.2.7");
        environment.put("FLANNELD_HEALTHZ_IP", "127.0.0.1");
        environment.put("FLANNELD_HEALTHZ_PORT", String.valueOf(port));
        return Container.start(image, plan(environment, image.command()));
    }

    private static void awaitReady(Container agent, int port) {
        AgentHttp http = new AgentHttp(port, Duration.ofSeconds(5));
        agent.until("/readyz to be 200", http::isReady);
    }

    @Test
    void an_agent_is_ready_in_it_without_rights_and_writes_nothing_but_subnet_env() throws IOException {
        int port = Ports.free(1).getFirst();
        try (EtcdServer etcd = EtcdServer.start()) {
            long start = System.nanoTime();
            try (Container agent = agent(etcd, port, Map.of())) {
                awaitReady(agent, port);
                System.out.println("ContainerIT: ready after " + (System.nanoTime() - start) / 1_000_000 + " ms");

                String uid = image.user().substring(0, image.user().indexOf(':'));
                assertThat(agent.status("Uid").split("\t")).containsOnly(uid).doesNotContain("0");
                for (String capabilities : List.of("CapInh", "CapPrm", "CapEff", "CapAmb")) {
                    assertThat(agent.status(capabilities)).as(capabilities).isEqualTo(NONE);
                }
                assertThat(agent.execAsRoot(List.of("touch", "/opt/tenure/x", "/tmp/x", "/run/x", "/dev/x"))
                                .err())
                        .hasLineCount(4)
                        .matches("(.*: Read-only file system\\s)*");
                assertThat(volume()).isDirectoryContaining("glob:**/subnet.env");
                assertThat(volume().toFile().list()).containsExactly("subnet.env");
                assertThat(volume().resolve("subnet.env")).content().contains("FLANNEL_NETWORK=10.5.0.0/16");
                assertThat(agent.lines()).as(agent.log()).allMatch(line -> line.contains("Z INFO  "));
            }
        }
    }

    @Test
    void sigterm_ends_the_first_process_at_once_and_well() {
        int port = Ports.free(1).getFirst();
        try (EtcdServer etcd = EtcdServer.start();
                Container agent = agent(etcd, port, Map.of())) {
            awaitReady(agent, port);
            assertThat(agent.status("NSpid")).as("the JVM itself").endsWith("\t1");

            Container.End end = agent.stop();

            System.out.println("ContainerIT: SIGTERM took " + end.took().toMillis() + " ms");
            assertThat(end.code()).isZero();
            assertThat(end.took()).isLessThan(RunningAgent.STOP_MAX);
            assertThat(agent.log()).contains("stopping; ");
        }
    }

    @Test
    void its_health_check_asks_livez_and_fails_where_nobody_answers() {
        List<Integer> ports = Ports.free(2);
        Map<String, String> environment = Map.of(
                "FLANNELD_ETCD_ENDPOINTS",
                "http://127.0.0.1:" + ports.get(1),
                "FLANNELD_HEALTHZ_IP",
                "127.0.0.1",
                "FLANNELD_HEALTHZ_PORT",
                String.valueOf(ports.get(0)));
        try (Container agent = Container.start(image, plan(environment, image.command()))) {
            AgentHttp http = new AgentHttp(ports.get(0), Duration.ofSeconds(5));
            agent.until("/livez to be 200", () -> http.get("/livez").status() == 200);
            assertThat(http.isReady()).as("ready without etcd").isFalse();

            long start = System.nanoTime();
            Ended good = agent.check(image.healthcheck());
            System.out.println("ContainerIT: the health check took " + (System.nanoTime() - start) / 1_000_000 + " ms");
            assertThat(good.code()).as(good.err()).isZero();

            agent.signal("STOP");
            assertThat(agent.check(image.healthcheck()).code())
                    .as("of an agent that hangs")
                    .isNotZero();
        }
        try (Container agent = Container.start(image, plan(environment, List.of("agent", "--healthz-port=0")))) {
            agent.until("its log", () -> !agent.lines().isEmpty());
            assertThat(agent.check(image.healthcheck()).code())
                    .as("where it does not listen")
                    .isNotZero();
        }
    }

    @Test
    void its_program_starts_from_the_cache_that_was_made_in_it() {
        Ended strict = Container.run(image, plan(Map.of("TENURE_JAVA_OPTS", "-XX:AOTMode=on"), List.of("--version")));
        assertThat(strict.out()).matches("tenure \\d\\S* \\(commit \\S+, Java \\S+\\)");
        assertThat(strict.code()).isZero();

        int port = Ports.free(1).getFirst();
        try (EtcdServer etcd = EtcdServer.start();
                Container agent =
                        agent(etcd, port, Map.of("TENURE_JAVA_OPTS", "-Xlog:class+load:file=/run/flannel/log"))) {
            awaitReady(agent, port);
            assertThat(agent.stop().code()).isZero();
        }
        LoadedClasses classes = LoadedClasses.in(volume().resolve("log"));
        System.out.println("ContainerIT: " + classes);
        assertThat(classes.fromCache()).isGreaterThan(FROM_CACHE_MIN);
    }

    @Test
    void it_has_at_most_120_megabytes() {
        for (String part :
                List.of("usr", "opt/tenure/runtime", "opt/tenure/lib/tenure.jar", "opt/tenure/lib/tenure.aot")) {
            System.out.printf("ContainerIT: %11d bytes %s%n", image.bytes(part), part);
        }
        System.out.printf("ContainerIT: %11d bytes in all%n", image.bytes(""));
        assertThat(image.bytes("")).isLessThan(BYTES_MAX);
    }

    @Test
    void no_file_of_it_gives_rights_and_all_but_the_volume_is_root_s() throws IOException {
        assertThat(image.user()).matches("[1-9]\\d*:[1-9]\\d*");
        assertThat(image.config().getJsonObject("Volumes").getMap()).containsOnlyKeys("/run/flannel");
        Path flannel = image.root().resolve("run/flannel");
        assertThat(Files.getAttribute(flannel, "unix:uid") + ":" + Files.getAttribute(flannel, "unix:gid"))
                .isEqualTo(image.user());
        for (Path file : image.files("")) {
            int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            assertThat(mode & 06000)
                    .as("set-user-ID or set-group-ID of " + file)
                    .isZero();
            if (Files.isSymbolicLink(file)) {
                continue;
            }
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
            if (!file.endsWith("tmp")) {
                assertThat(rights).as(file.toString()).doesNotContain(PosixFilePermission.OTHERS_WRITE);
            }
            if (!file.equals(flannel)) {
                assertThat(Files.getAttribute(file, "unix:uid"))
                        .as(file.toString())
                        .isEqualTo(0);
            }
        }
    }

    @Test
    void its_labels_say_what_is_in_it() {
        String said = Container.run(image, plan(Map.of(), List.of("--version"))).out();

        assertThat(image.labels())
                .containsEntry(LABEL + "title", "Tenure")
                .containsEntry(LABEL + "licenses", "Apache-2.0")
                .containsKey(LABEL + "description");
        assertThat(said)
                .startsWith("tenure " + image.labels().get(LABEL + "version") + " (commit "
                        + image.labels().get(LABEL + "revision") + ", Java ");
        Instant created = Instant.parse(String.valueOf(image.labels().get(LABEL + "created")));
        assertThat(created).isBetween(Instant.now().minus(Duration.ofDays(365)), Instant.now());
    }
}
