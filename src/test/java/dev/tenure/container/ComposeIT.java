package dev.tenure.container;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.container.ComposeFile.Service;
import dev.tenure.container.Container.Plan;
import dev.tenure.live.Patience;
import dev.tenure.process.Program;
import dev.tenure.process.Program.Ended;
import dev.tenure.support.EtcdProgram;
import dev.tenure.support.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docker/compose.yaml, run word by word without an engine: each service on a host of its own, of the name that it has there. */
final class ComposeIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final ComposeFile compose = ComposeFile.load();
    private final BuiltImage image = BuiltImage.load();
    private final Map<String, ServerProcess> members = new LinkedHashMap<>();
    private final Map<String, Container> hosts = new LinkedHashMap<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void its_commands_make_three_healthy_hosts_of_three_subnets() throws IOException {
        try (OwnNetwork network = OwnNetwork.of(folder, compose.services())) {
            try {
                for (String name : List.of("etcd1", "etcd2", "etcd3")) {
                    members.put(name, startMember(network, compose.service(name)));
                }
                members.forEach((name, process) -> awaitMember(network, compose.service(name), process));

                // an engine may do it again at each start
                for (int time = 1; time <= 2; time++) {
                    Ended set = Container.run(image, plan(network, compose.service("network")));
                    assertThat(set.code()).as(set.out()).isZero();
                }
                for (String name : List.of("host1", "host2", "host3")) {
                    hosts.put(name, Container.start(image, plan(network, compose.service(name))));
                }
                hosts.forEach((name, host) -> host.until(
                        name + " to be healthy",
                        () -> host.check(compose.service(name).healthcheck()).code() == 0));
                assertThat(subnets()).hasSize(3).doesNotHaveDuplicates();
                // as the file's own first lines say
                Ended leases = requireNonNull(hosts.get("host1")).exec(List.of("tenure", "leases"));
                System.out.println("ComposeIT:\n" + leases.out());
                assertThat(leases.out().lines()).hasSize(4);
            } finally {
                hosts.values().forEach(Container::close);
                members.values().forEach(ServerProcess::kill);
            }
        }
    }

    /** The one thing that is not as in the file: etcd's image is not here, so its data goes to a folder of the test. */
    private ServerProcess startMember(OwnNetwork network, Service member) {
        Map<String, String> environment = new TreeMap<>(member.environment());
        member.volumes()
                .forEach((from, to) -> environment.replaceAll(
                        (name, value) -> value.equals(to) ? folder.resolve(from).toString() : value));
        assertThat(environment).containsValue(folder.resolve(member.name()).toString());
        return new ServerProcess(Program.prepare(knowingAll(network, member.name(), member.command()), environment));
    }

    private void awaitMember(OwnNetwork network, Service member, ServerProcess process) {
        List<String> check =
                member.healthcheck().subList(1, member.healthcheck().size());
        Patience.until(
                member.name() + " to be healthy",
                LONG,
                () -> Program.run(knowingAll(network, member.name(), check), Map.of("ETCDCTL_API", "3"))
                                .code()
                        == 0,
                process::logs);
    }

    /** The command on this host, where the names of all are known. */
    private static List<String> knowingAll(OwnNetwork network, String name, List<String> command) {
        List<String> all = new ArrayList<>(network.on(name));
        all.addAll(List.of("unshare", "--mount", "--propagation=private", "/bin/sh", "-c"));
        all.addAll(List.of(
                "mount --bind \"$0\" /etc/hosts && exec \"$@\"", network.hosts().toString()));
        all.add(command.getFirst().equals("etcd") ? EtcdProgram.usual().path() : command.getFirst());
        all.addAll(command.subList(1, command.size()));
        return all;
    }

    private Plan plan(OwnNetwork network, Service service) {
        Map<Path, String> mounts = new LinkedHashMap<>(Map.of(network.hosts(), "/etc/hosts"));
        service.volumes()
                .forEach((from, to) -> mounts.put(
                        from.startsWith(".")
                                ? compose.folder().resolve(from).normalize()
                                : Container.volume(image, folder.resolve(from)),
                        to));
        return new Plan(mounts, network.on(service.name()), service.environment(), service.command());
    }

    private List<String> subnets() throws IOException {
        List<String> subnets = new ArrayList<>();
        for (String name : hosts.keySet()) {
            subnets.addAll(Files.readAllLines(folder.resolve(name).resolve("subnet.env")).stream()
                    .filter(line -> line.startsWith("FLANNEL_SUBNET="))
                    .toList());
        }
        return subnets;
    }
}
