package dev.tenure.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.faults.secure.RoleScript;
import dev.tenure.lease.GrantId;
import dev.tenure.registry.NetworkOutcome;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.StrangeEntry;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WriteOutcome;
import dev.tenure.support.Command;
import dev.tenure.support.EtcdProgram;
import dev.tenure.support.EtcdServer;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator's requests may do in an etcd with authentication, with each of the roles that {@code etcd-role} prints. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.tenure.support.EtcdProgram#all")
final class OperatorRightsTest extends EtcdFixture {
    private static final String SECRET = "user-secret";

    @Parameter
    @SuppressWarnings("NullAway.Init")
    private EtcdProgram program;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private EtcdServer etcd;

    @BeforeEach
    void startEtcd() throws IOException {
        etcd = closing(EtcdServer.start(program, "--auth-token-ttl=4"));
        etcd.etcdctl("put", PREFIX + "/config", CONFIG);
        etcd.etcdctl("put", PREFIX + "/subnets/strange", "");
        makeUser();
        makeUser("--operator");
        etcd.enableAuth("root-secret", "stranger", SECRET, "/elsewhere");
    }

    private void makeUser(String... options) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), SECRET + "\n");
        List<String> all = new ArrayList<>(List.of("--etcd-prefix=" + PREFIX, "--etcd-password-file=" + password));
        all.addAll(List.of(options));
        Command.run(
                List.of("sh"),
                Map.of("ETCDCTL_ENDPOINTS", etcd.endpoint()),
                RoleScript.of(all.toArray(String[]::new)).getBytes(StandardCharsets.UTF_8));
    }

    private EtcdSubnetRegistry as(String user) {
        return open(settings(etcd.endpoint()).withLogin(user, SECRET));
    }

    private static WriteOutcome reserve(EtcdSubnetRegistry registry) {
        return await(registry.snapshot()
                .compose(seen -> registry.write(new SubnetWrite.Reserve(
                        key("10.5.9.0-24"), host(), seen.network().modRevision(), seen.revision()))));
    }

    private static Future<NetworkOutcome> putNetwork(EtcdSubnetRegistry registry) {
        return registry.snapshot()
                .compose(seen -> registry.putNetwork(CONFIG, seen.network().modRevision()));
    }

    @Test
    void an_operator_s_role_is_enough_for_everything() {
        EtcdSubnetRegistry registry = as("tenure-operator");
        GrantId used = await(registry.grant(Duration.ofHours(1))).id();
        etcd.etcdctl("--user=root:root-secret", "put", "--lease=" + used, PREFIX + "/subnets/10.5.52.0-24", "x");

        assertThat(await(putNetwork(registry))).isInstanceOf(NetworkOutcome.Applied.class);
        assertThat(reserve(registry)).isInstanceOf(WriteOutcome.Applied.class);
        StrangeEntry strange = await(registry.strangeEntries()).getFirst();
        assertThat(await(registry.deleteStrange(strange))).isTrue();
        assertThat(await(registry.grants())).containsExactly(used);
        assertThat(await(registry.grantState(used)).orElseThrow().keys()).isEqualTo(1);
    }

    @Test
    void an_agent_s_role_is_enough_for_everything_but_the_network_config() {
        EtcdSubnetRegistry registry = as("tenure");

        assertThat(reserve(registry)).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(await(registry.deleteStrange(await(registry.strangeEntries()).getFirst())))
                .isTrue();
        assertThat(await(registry.grants())).isEmpty();
        assertThat(failureOf(putNetwork(registry)))
                .isInstanceOfSatisfying(
                        RegistryFailure.PermissionDenied.class,
                        denied -> assertThat(denied.sentence())
                                .contains("does not allow user tenure", "tenure etcd-role", "--operator"));
    }

    @Test
    void who_may_not_read_here_is_told_so_by_every_request() {
        EtcdSubnetRegistry registry = as("stranger");
        StrangeEntry strange = await(as("tenure").strangeEntries()).getFirst();

        assertThat(List.of(
                        failureOf(registry.putNetwork(CONFIG, 1)),
                        failureOf(registry.write(new SubnetWrite.Reserve(key("10.5.9.0-24"), host(), 1, 9))),
                        failureOf(registry.strangeEntries()),
                        failureOf(registry.deleteStrange(strange)),
                        failureOf(registry.grants())))
                .allMatch(RegistryFailure.PermissionDenied.class::isInstance);
    }

    @Test
    void grants_are_listed_with_the_login_that_is_valid_now() {
        EtcdSubnetRegistry registry = as("tenure");
        GrantId grant = await(registry.grant(Duration.ofHours(1))).id();
        await(registry.grants());

        // the token ends meanwhile
        await(vertx.timer(6000));

        assertThat(await(registry.grants())).containsExactly(grant);
    }

    @Test
    void grants_are_listed_although_the_client_was_made_anew() {
        EtcdSubnetRegistry registry = as("tenure");
        GrantId grant = await(registry.grant(Duration.ofHours(1))).id();
        registry.useLogin("tenure-operator", SECRET);

        assertThat(await(registry.grants())).containsExactly(grant);
        assertThat(count("tenure_etcd_requests", "op", "leases", "outcome", "ok"))
                .isEqualTo(1);
    }
}
