package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.process.AgentHttp.Answer;
import dev.tenure.support.EtcdServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What probes, scrapers and people see of the real process. */
final class HttpTest {
    @SuppressWarnings("NullAway.Init")
    private static EtcdServer etcd;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    static void startEtcd() {
        etcd = EtcdServer.start();
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @Test
    void health_lease_network_and_peers_are_served() {
        Host host = Host.of(etcd, "pages", folder).withNetwork();
        etcd.etcdctl("put", "/pages/subnets/10.5.9.0-24", "{\"PublicIP\":\"192.0.2.9\",\"PublicIPv6\":null}");
        try (RunningAgent agent = host.start()) {
            agent.awaitReady();
            String key = host.keys().stream()
                    .filter(each -> each.value().contains("192.0.2.7"))
                    .findFirst()
                    .orElseThrow()
                    .text();

            assertThat(agent.get("/livez")).isEqualTo(new Answer(200, "text/plain; charset=utf-8", "live\n"));
            assertThat(agent.get("/healthz")).isEqualTo(agent.get("/livez"));
            assertThat(agent.get("/readyz").body()).isEqualTo("ready: " + key + " is leased to this host\n");
            Answer verbose = agent.get("/readyz?verbose");
            assertThat(verbose.contentType()).isEqualTo("application/json");
            assertThat(verbose.json().getString("status")).isEqualTo("ready");
            assertThat(verbose.json().getLong("secondsUntilDeadline")).isBetween(80_000L, 86_400L);
            assertThat(agent.get("/v1/lease").json().getString("key")).isEqualTo(key);
            assertThat(agent.get("/v1/network").json().getString("status")).isEqualTo("valid");
            assertThat(agent.get("/v1/peers").json().getJsonArray("peers")).hasSize(1);
            assertThat(agent.get("/nothing").status()).isEqualTo(404);
            assertThat(agent.ask("POST", "/readyz").status()).isEqualTo(405);
            assertThat(agent.ask("DELETE", "/v1/lease").status()).isEqualTo(405);
        }
    }

    @Test
    void metrics_are_prometheus_text_with_the_documented_names() {
        Host host = Host.of(etcd, "metrics", folder).withNetwork();
        try (RunningAgent agent = host.start()) {
            agent.awaitReady();
            // the host is ready as soon as its claim is answered, and the watch tells of it a moment later
            String free = "tenure_pool_subnets{family=\"ipv4\",state=\"free\"}";
            agent.until("its own lease in its view of the pool", () -> agent.metric(free) == 254);
            Answer metrics = agent.get("/metrics");

            assertThat(metrics.contentType()).startsWith("text/plain; version=0.0.4");
            for (String name : List.of(
                    "tenure_lease_state{state=\"holding\"} 1.0",
                    "tenure_lease_expires_timestamp_seconds ",
                    "tenure_lease_renewals_total{outcome=\"kept-alive\"} ",
                    "tenure_lease_claims_total{outcome=\"won\"} 1.0",
                    "tenure_lease_claim_duration_seconds_count 1",
                    "tenure_lease_losses_total{reason=\"key-deleted\"} 0.0",
                    "tenure_lease_conflicts{kind=\"standing\"} 0.0",
                    "tenure_pool_subnets{family=\"ipv4\",state=\"free\"} 254.0",
                    "tenure_network_config_valid 1.0",
                    "tenure_etcd_up 1.0",
                    "tenure_etcd_requests_total{op=\"grant\",outcome=\"ok\"} 1.0",
                    "tenure_etcd_request_duration_seconds_count{op=\"txn\"} ",
                    "tenure_etcd_watch_restarts_total{reason=\"unreachable\"} 0.0",
                    "tenure_peers 0.0",
                    "tenure_subnet_env_in_step 1.0",
                    "tenure_build_info{version=\"")) {
                assertThat(metrics.body()).contains("\n" + name);
            }
            assertThat(metrics.body().lines())
                    .allMatch(line -> line.matches("# (HELP|TYPE) \\S+ .*|[a-z_]+(\\{[^}]*})? \\S+"));
        }
    }

    @Test
    void port_0_serves_nothing_and_the_lease_is_taken_all_the_same() {
        Host host = Host.of(etcd, "no-http", folder).withNetwork();
        try (RunningAgent agent = host.start("--healthz-port=0")) {
            agent.awaitLine("health  ready");

            assertThat(agent.log()).contains(", no HTTP");
            assertThat(host.keys()).hasSize(1);
        }
    }

    @Test
    void a_frozen_etcd_is_told_at_once_and_turns_the_host_unready_only_after_the_deadline() {
        try (EtcdServer own = EtcdServer.start()) {
            Host host = Host.of(own, "frozen", folder).withNetwork();
            // a connection that went silent is noticed after 15 s, and the deadline is at four fifths of the TTL
            try (RunningAgent agent = host.start("--subnet-lease-ttl=30s")) {
                agent.awaitReady();
                String subnet = agent.subnet();

                own.freeze();
                agent.awaitReason("etcd-unreachable");
                Answer doubtful = agent.get("/readyz");
                assertThat(doubtful.status()).as(doubtful.body()).isEqualTo(200);
                assertThat(doubtful.body()).startsWith("ready: ").contains("; but etcd at ");
                assertThat(agent.metric("tenure_etcd_up")).isZero();

                agent.until("the deadline", () -> !agent.isReady());
                assertThat(agent.reasons()).contains("lost-deadline-passed");
                assertThat(agent.get("/livez").status()).isEqualTo(200);
                assertThat(agent.metric("tenure_ready")).isZero();

                own.thaw();
                agent.awaitReady();
                assertThat(agent.subnet()).isEqualTo(subnet);
                assertThat(host.keys()).hasSize(1);
                assertThat(agent.lines()).allMatch(line -> line.matches("20\\d\\d-\\d\\d-\\d\\dT.*"));
                // the renewal, the watch, the loss
                assertThat(agent.warnings()).as(agent.log()).hasSizeLessThanOrEqualTo(3);
            }
        }
    }
}
