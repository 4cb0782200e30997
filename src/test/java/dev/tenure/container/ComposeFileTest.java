package dev.tenure.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.container.ComposeFile.Service;
import io.vertx.core.json.JsonArray;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What docker/compose.yaml promises to an engine; {@link ComposeIT} runs it. */
final class ComposeFileTest {
    private static final List<String> MEMBERS = List.of("etcd1", "etcd2", "etcd3");
    private static final List<String> HOSTS = List.of("host1", "host2", "host3");

    private final ComposeFile compose = ComposeFile.load();

    @Test
    void it_has_three_members_three_hosts_and_one_who_puts_the_network_config() {
        assertThat(compose.services())
                .containsExactlyInAnyOrder("etcd1", "etcd2", "etcd3", "network", "host1", "host2", "host3");
        assertThat(compose.service("network").command()).startsWith("network", "set");
        for (String host : HOSTS) {
            assertThat(compose.service(host).command()).startsWith("agent");
        }
    }

    @Test
    void whoever_stays_has_a_health_check_and_is_waited_for() {
        for (String member : MEMBERS) {
            assertThat(compose.service(member).healthcheck()).startsWith("CMD", "etcdctl");
        }
        assertThat(compose.service("network").dependsOn())
                .isEqualTo(Map.of("etcd1", "service_healthy", "etcd2", "service_healthy", "etcd3", "service_healthy"));
        for (String host : HOSTS) {
            assertThat(String.join(" ", compose.service(host).healthcheck())).contains("wget", "/readyz");
            assertThat(compose.service(host).dependsOn())
                    .isEqualTo(Map.of("network", "service_completed_successfully"));
        }
    }

    @Test
    void what_is_ours_has_no_rights_and_writes_to_its_volume_alone() {
        for (String name : List.of("network", "host1", "host2", "host3")) {
            var service = compose.service(name).content();
            assertThat(service.getString("user")).as(name).matches("[1-9]\\d*:[1-9]\\d*");
            assertThat(service.getBoolean("read_only")).as(name).isTrue();
            assertThat(service.getJsonArray("cap_drop")).as(name).isEqualTo(JsonArray.of("ALL"));
            assertThat(service.getJsonArray("security_opt")).as(name).isEqualTo(JsonArray.of("no-new-privileges:true"));
            assertThat(service.containsKey("privileged")).as(name).isFalse();
        }
    }

    @Test
    void everybody_has_a_volume_of_his_own_and_every_file_is_there() {
        Set<String> used = new HashSet<>();
        for (String name : compose.services()) {
            Service service = compose.service(name);
            service.volumes().forEach((from, to) -> {
                if (from.startsWith(".")) {
                    assertThat(compose.folder().resolve(from)).exists();
                } else {
                    assertThat(used.add(from)).as("nobody else uses " + from).isTrue();
                }
            });
        }
        assertThat(used).isEqualTo(compose.volumes());
        for (String host : HOSTS) {
            assertThat(compose.service(host).volumes()).containsValue("/run/flannel");
        }
        var build = compose.service("host1").content().getJsonObject("build");
        assertThat(Files.isRegularFile(
                        compose.folder().resolve(build.getString("context")).resolve(build.getString("dockerfile"))))
                .isTrue();
    }
}
