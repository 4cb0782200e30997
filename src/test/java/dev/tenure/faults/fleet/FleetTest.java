package dev.tenure.faults.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.Logs;
import dev.tenure.live.Operator;
import dev.tenure.live.Patience;
import dev.tenure.support.EtcdServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTest {
    private static final String PREFIX = "/fleet";
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path disk = Path.of("");

    private final Logs logs = new Logs();
    private final EtcdServer etcd = EtcdServer.start();
    private final Operator operator = new Operator(etcd, PREFIX);

    private Map<String, String> options() {
        return Map.of("etcd-endpoints", etcd.endpoint(), "etcd-prefix", PREFIX);
    }

    @BeforeEach
    void begin() {
        operator.network("{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}");
    }

    @Test
    void a_fleet_in_this_jvm_takes_a_subnet_for_each_host_and_a_host_keeps_its_own_over_a_restart() {
        try (Fleet fleet = Fleet.of(1, 5, disk, options())) {
            fleet.start();
            fleet.awaitReady(WITHIN);
            FleetHost host = fleet.hosts().getFirst();
            String key = host.key();
            fleet.stop(host);
            assertThat(fleet.readyCount()).isEqualTo(4);
            fleet.start(host);
            fleet.awaitReady(WITHIN);

            assertThat(host.key()).isEqualTo(key);
            assertThat(fleet.keys().values())
                    .containsExactlyInAnyOrderElementsOf(operator.leases().keySet());
            assertThat(host.requests()).containsEntry("grant", 1).containsEntry("watch", 2);
        }
    }

    @Test
    void a_fleet_in_a_jvm_of_its_own_does_so_when_it_is_told_to() {
        try (FleetProcess fleet = new FleetProcess(300, 5, disk, options())) {
            fleet.awaitUp();
            assertThat(operator.leases()).isEmpty();
            fleet.start();
            Patience.until("all ready", WITHIN, () -> fleet.readyCount() == 5, fleet::log);
            List<FleetProcess.HostLine> hosts = fleet.hosts();

            assertThat(hosts).allMatch(host -> host.readyMillis() >= 0);
            assertThat(hosts.getFirst().publicIp()).isEqualTo("172.16.1.44");
            assertThat(hosts.stream().map(FleetProcess.HostLine::key))
                    .containsExactlyInAnyOrderElementsOf(operator.leases().keySet());
            assertThat(fleet.requests())
                    .hasSize(5)
                    .allSatisfy((ip, requests) -> assertThat(requests).containsEntry("grant", 1));
        }
    }

    @AfterEach
    void end() {
        operator.close();
        logs.close();
        etcd.close();
    }
}
