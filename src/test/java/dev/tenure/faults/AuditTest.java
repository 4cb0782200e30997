package dev.tenure.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenure.TenureVerticle;
import dev.tenure.contract.EtcdWriter;
import dev.tenure.live.Patience;
import dev.tenure.options.AgentOptions;
import dev.tenure.support.EtcdServer;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit on a real etcd with real agents: nothing found where nothing is, and what is planted by hand found. */
class AuditTest {
    private static final String PREFIX = "/audit";
    private static final Duration REST = Duration.ofSeconds(60);

    @TempDir
    Path disk = Path.of("");

    private final EtcdServer etcd = EtcdServer.start();
    private final EtcdWriter writer = new EtcdWriter(etcd.endpoint(), PREFIX);
    private final Vertx vertx = Vertx.vertx();
    private Audit audit = begin();

    private Audit begin() {
        put("config", "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}");
        return Audit.on(List.of(etcd.endpoint()), PREFIX);
    }

    private long put(String path, String value) {
        return writer.put(path, value.getBytes(StandardCharsets.UTF_8), 0);
    }

    @BeforeEach
    void one_host_runs() throws Exception {
        start("192.168.64.3");
        audit.assertAtRest(REST);
    }

    private Path file(String publicIp) {
        return disk.resolve(publicIp).resolve("subnet.env");
    }

    private String start(String publicIp) throws Exception {
        TenureVerticle tenure = new TenureVerticle(AgentOptions.of(Map.of(
                "etcd-endpoints",
                etcd.endpoint(),
                "etcd-prefix",
                PREFIX,
                "subnet-file",
                file(publicIp).toString(),
                "iface",
                "lo",
                "public-ip",
                publicIp,
                "bus-prefix",
                publicIp,
                "healthz-port",
                "0",
                "subnet-lease-ttl",
                "10s")));
        audit.follow(publicIp, vertx, tenure.topics(), file(publicIp));
        return vertx.deployVerticle(tenure)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private String key() {
        return etcd.etcdctl("get", "--prefix", "--keys-only", PREFIX + "/subnets/")
                .strip()
                .substring(PREFIX.length() + 1);
    }

    private static String value(String publicIp) {
        return "{\"PublicIP\":\"" + publicIp + "\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\"}";
    }

    @Test
    void agents_that_do_nothing_wrong_are_found_to_do_nothing_wrong() throws Exception {
        start("192.168.64.4");
        audit.assertAtRest(REST);
        long revision = audit.revision();
        audit.assertSafe();
        audit.assertQuietSince(revision, 0);
    }

    @Test
    void a_key_that_is_stolen_by_a_plain_put_is_found() {
        put(key(), value("192.168.64.99"));
        assertThatThrownBy(audit::assertSafe).hasMessageContaining("I1").hasMessageContaining("192.168.64.99");
    }

    @Test
    void the_same_put_by_an_operator_is_none_of_the_agents_fault() {
        audit.byOperator(put(key(), value("192.168.64.99")));
        audit.assertAtRest(REST);
        audit.assertSafe();
    }

    @Test
    void a_file_that_is_written_by_halves_is_found() throws Exception {
        String whole = Files.readString(file("192.168.64.3"));
        Files.writeString(file("192.168.64.3"), whole.substring(0, 30));
        Patience.until(
                "the agent has mended its file",
                Duration.ofSeconds(20),
                () -> whole.equals(read(file("192.168.64.3"))),
                () -> "");
        assertThatThrownBy(audit::assertSafe).hasMessageContaining("I3");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return String.valueOf(e);
        }
    }

    @Test
    void a_write_while_everybody_idles_is_found() {
        long revision = audit.revision();
        put(key(), value("192.168.64.3"));
        assertThatThrownBy(() -> audit.assertQuietSince(revision, 0)).hasMessageContaining("I8");
        assertThat(audit.revision()).isGreaterThan(revision);
    }

    @Test
    void a_grant_without_a_key_is_found() {
        writer.grant(600);
        assertThatThrownBy(() -> audit.assertAtRest(Duration.ofSeconds(2))).hasMessageContaining("I6");
    }

    @Test
    void nothing_is_missed_while_etcd_is_killed_again_and_again() {
        for (int times = 0; times < 5; times++) {
            etcd.kill();
            etcd.restart();
            for (int i = 0; i < 20; i++) {
                audit.byOperator(put("subnets/10.5.250.0-24", value("192.168.64.99")));
            }
        }
        audit.assertSafe();
        audit.assertAtRest(REST);
    }

    @Test
    void a_store_that_is_wiped_begins_a_history_of_its_own() {
        etcd.wipe();
        etcd.restart();
        audit.storeReplaced();
        put("config", "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}");
        audit.assertAtRest(REST);
        audit.assertSafe();
    }

    @Test
    void a_store_that_is_wiped_by_nobody_is_complained_of() {
        etcd.wipe();
        etcd.restart();
        put("config", "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}");
        assertThatThrownBy(audit::assertSafe).hasMessageContaining("another store");
    }

    @AfterEach
    void end() throws Exception {
        audit.close();
        writer.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        etcd.close();
    }
}
