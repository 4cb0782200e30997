package dev.tenure.faults.secure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenure.bus.Release;
import dev.tenure.faults.Observed;
import dev.tenure.live.LiveAgent;
import dev.tenure.live.Operator;
import dev.tenure.support.Command;
import dev.tenure.support.EtcdProgram;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TestTls;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The role that {@code tenure etcd-role} prints is enough for everything that an agent does, and for nothing else. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.tenure.support.EtcdProgram#all")
final class LeastPrivilegeTest extends SecureTest {
    private static final String PREFIX = "/least/network";
    private static final String SECRET = "user-secret";
    private static final String ROOT = "--user=root:root-secret";
    private static final String GRANT = "etcdctl role grant-permission ";

    @Parameter
    @SuppressWarnings("NullAway.Init")
    private EtcdProgram program;

    @SuppressWarnings("NullAway.Init")
    private EtcdServer etcd;

    @BeforeEach
    void startEtcd() {
        etcd = closing(EtcdServer.start(program));
        etcd.etcdctl("put", PREFIX + "/config", network("10.5.0.0/16"));
        etcd.etcdctl("user", "add", "root:root-secret");
        etcd.etcdctl("role", "add", "root");
        etcd.etcdctl("user", "grant-role", "root", "root");
        etcd.etcdctl("auth", "enable");
    }

    private static String network(String cidr) {
        return "{\"Network\":\"" + cidr + "\",\"Backend\":{\"Type\":\"vxlan\"}}";
    }

    /** The script that makes this user, and a role of the same name. */
    private String script(String user) {
        try {
            Path password = Files.writeString(disk.resolve("password"), SECRET + "\n");
            return RoleScript.of(
                    "--etcd-prefix=" + PREFIX,
                    "--etcd-username=" + user,
                    "--role=" + user,
                    "--etcd-password-file=" + password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String script) {
        Map<String, String> reach =
                Map.of("ETCDCTL_ENDPOINTS", etcd.endpoint(), "ETCDCTL_USER", ROOT.substring("--user=".length()));
        Command.run(List.of("sh"), reach, script.getBytes(UTF_8));
    }

    private Operator operator() {
        return closing(new Operator(
                etcd,
                Client.builder()
                        .endpoints(etcd.endpoint())
                        .user(ByteSequence.from("root", UTF_8))
                        .password(ByteSequence.from("root-secret", UTF_8)),
                PREFIX,
                revision -> {}));
    }

    private LiveAgent startAs(String user) {
        return host("192.168.64." + (3 + witnesses.size()), etcd.endpoint(), PREFIX)
                .with("etcd-username", user)
                .with("etcd-password", SECRET)
                .ttl(12)
                .start();
    }

    @Test
    void it_is_enough_to_claim_renew_claim_again_move_and_release() {
        run(script("tenure"));
        Operator operator = operator();
        LiveAgent agent = startAs("tenure");
        String key = agent.awaitReady().key().text();
        areRenewed(agent);
        areRenewed(agent);

        long before = operator.get("subnets/" + key).modRevision();
        operator.delete("subnets/" + key);
        agent.until(
                "claimed again",
                a -> operator.find("subnets/" + key)
                        .filter(now -> now.createRevision() > before)
                        .isPresent());
        operator.network(network("10.77.0.0/16"));
        agent.until("moved, and the old one released", a -> leased(operator).matches("10\\.77\\.[0-9]+\\.0-24"));
        areRenewed(agent);
        agent.ask(agent.topics().release(), new Release());
        agent.until(
                "nothing is left",
                a -> leased(operator).isEmpty() && operator.newGrants().isEmpty());

        assertThat(logs.warningsWith("does not allow")).isEmpty();
        Observed.row(
                33,
                program,
                "only the role of tenure etcd-role",
                "claims, renews, claims a deleted key again, moves and releases, with %d requests",
                agent.requests());
    }

    private static String leased(Operator operator) {
        return String.join(" ", operator.leases().keySet());
    }

    @Test
    void it_is_enough_for_nothing_else() {
        run(script("tenure"));
        String[][] forbidden = {
            {"put", PREFIX + "/config", "{}"},
            {"del", PREFIX + "/config"},
            {"put", PREFIX + "/subnets", "x"},
            {"put", PREFIX + "/subnets0", "x"},
            {"put", PREFIX + "/other", "x"},
            {"put", PREFIX, "x"},
            {"put", "/least/networks/config", "x"},
            {"del", "--prefix", PREFIX + "/"},
            {"del", "--from-key", PREFIX + "/subnets/"},
            {"get", "--from-key", PREFIX + "/"},
            {"get", PREFIX},
            {"get", "/elsewhere"},
            {"user", "add", "intruder:secret"},
            {"user", "grant-role", "tenure", "root"},
            {"role", "grant-permission", "tenure", "readwrite", "/elsewhere"},
            {"auth", "disable"},
            {"snapshot", "save", disk.resolve("all").toString()},
        };
        for (String[] command : forbidden) {
            assertThatThrownBy(() -> asUser(command))
                    .as(String.join(" ", command))
                    .hasMessageContaining("permission denied");
        }
        asUser("put", PREFIX + "/subnets/10.5.9.0-24", "a lease");
        asUser("get", "--prefix", PREFIX + "/");
        Observed.row(33, program, "only the role of tenure etcd-role", "%d other commands denied", forbidden.length);
    }

    private void asUser(String... command) {
        List<String> all = new ArrayList<>(List.of("--user=tenure:" + SECRET));
        all.addAll(List.of(command));
        etcd.etcdctl(all.toArray(String[]::new));
    }

    @Test
    void without_any_one_of_its_permissions_nothing_is_held_and_the_user_is_told() {
        List<String> permissions = script("tenure")
                .lines()
                .filter(line -> line.startsWith(GRANT))
                .map(line -> line.substring(line.indexOf("'tenure' ") + "'tenure' ".length()))
                .toList();
        assertThat(permissions).containsExactly("read '/least/network/'", "write '/least/network/subnets/'");

        LiveAgent writer = startWith("writes-only", permissions.get(0), "");
        LiveAgent reader = startWith("reads-only", permissions.get(1), "");
        // everything that is read by name, and yet no watch on all of it
        LiveAgent deaf = startWith(
                "reads-twice",
                permissions.get(0),
                "read '/least/network/config'\n" + GRANT
                        + "--prefix=true 'reads-twice' read '/least/network/subnets/'");
        deaf.throughout(
                "nothing is held",
                Duration.ofSeconds(4),
                a -> Stream.of(writer, reader, deaf)
                        .noneMatch(agent -> agent.health().isReady()));

        assertThat(operator().leases()).isEmpty();
        assertThat(logs.warnings()).as(logs.toString()).hasSize(3);
        Observed.row(
                33, program, "role less any one permission", "nothing is held, one warning, the sentence in /readyz");
    }

    /** An agent of a user whose role has another permission instead of one that etcd-role prints, or none. */
    private LiveAgent startWith(String user, String without, String instead) {
        String whole = script(user);
        String line = GRANT + "--prefix=true '" + user + "' ";
        assertThat(whole).contains(line + without);
        run(whole.replace(line + without, instead.isEmpty() ? "" : line.replace("--prefix=true ", "") + instead));
        LiveAgent agent = startAs(user);
        agent.until(user + " is told", a -> saysWhatIsMissing(a, user));
        return agent;
    }

    private static boolean saysWhatIsMissing(LiveAgent agent, String user) {
        return agent.health().reasons().stream()
                .anyMatch(reason -> reason.sentence().contains("does not allow user " + user + " to do this"));
    }

    @Test
    void a_user_without_a_password_is_known_by_the_certificate() {
        TestTls tls = TestTls.in(disk.resolve("tls"));
        EtcdServer secure =
                closing(EtcdServer.start(program, tls, "--client-cert-auth", "--trusted-ca-file=" + tls.ca()));
        secure.etcdctl("put", PREFIX + "/config", network("10.5.0.0/16"));
        Map<String, String> reach = Map.of(
                "ETCDCTL_ENDPOINTS", secure.endpoint(),
                "ETCDCTL_CACERT", tls.ca().toString(),
                "ETCDCTL_CERT", tls.clientCert().toString(),
                "ETCDCTL_KEY", tls.clientKey().toString());
        String script = RoleScript.of("--etcd-prefix=" + PREFIX, "--etcd-username=client", "--no-password");
        Command.run(List.of("sh"), reach, script.getBytes(UTF_8));
        secure.etcdctl("user", "add", "root:root-secret");
        secure.etcdctl("role", "add", "root");
        secure.etcdctl("user", "grant-role", "root", "root");
        secure.etcdctl("auth", "enable");

        LiveAgent agent = Identity.of(tls)
                .on(host(ADDRESS, secure.endpoint(), PREFIX))
                .ttl(12)
                .start();
        agent.awaitReady();
        areRenewed(agent);

        assertThat(logs.warnings()).isEmpty();
        assertThat(agent.requestsByKind()).doesNotContainKey("login");
        Observed.row(33, program, "user without a password, known by its certificate", "claims and renews");
    }
}
