package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.EtcdServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in etcd, or on this host, is not good enough for a lease: said once, and claimed as soon as it is. */
final class NetworkTroubleTest {
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
    void there_is_no_network_config() {
        Host host = Host.of(etcd, "no-config", folder);
        try (RunningAgent agent = host.start()) {
            saysOnce(agent, "no-network-config", "there is no network config in etcd");

            host.withNetwork();

            becomesReady(agent);
        }
    }

    @Test
    void the_network_config_is_broken() {
        Host host = Host.of(etcd, "broken-config", folder).withNetwork("{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":8}");
        try (RunningAgent agent = host.start()) {
            saysOnce(agent, "network-config-broken", "the network config in etcd is broken: ");

            host.withNetwork();

            becomesReady(agent);
        }
    }

    @Test
    void the_pool_is_exhausted() {
        Host host = Host.of(etcd, "exhausted", folder).withNetwork("{\"Network\":\"10.9.0.0/28\",\"SubnetLen\":30}");
        for (String other : List.of("10.9.0.4-30", "10.9.0.8-30", "10.9.0.12-30")) {
            etcd.etcdctl(
                    "put", host.prefix() + "/subnets/" + other, "{\"PublicIP\":\"192.0.2.99\",\"PublicIPv6\":null}");
        }
        try (RunningAgent agent = host.start()) {
            saysOnce(agent, "pool-exhausted", "3");

            etcd.etcdctl("del", host.prefix() + "/subnets/10.9.0.8-30");

            becomesReady(agent);
            assertThat(agent.subnet()).isEqualTo("10.9.0.8/30");
        }
    }

    @Test
    void this_host_has_no_address_that_others_reach() {
        Host host = Host.of(etcd, "no-address", folder)
                .withNetwork("{\"Network\":\"10.5.0.0/16\",\"EnableIPv4\":false,"
                        + "\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"}");
        // loopback has no global IPv6 address, and a public IPv4 address is none of that family
        try (RunningAgent agent = host.start()) {
            saysOnce(agent, "no-host-address", "");

            // the network changes to what this host has
            host.withNetwork();

            becomesReady(agent);
        }
    }

    @Test
    void the_interface_has_no_address() {
        Host host = Host.of(etcd, "no-interface", folder).withNetwork();
        // loopback's addresses reach nobody, so lo without --public-ip is no host
        try (RunningAgent agent = host.start("--public-ip=")) {
            saysOnce(agent, "no-host-address", "lo");
        }
    }

    @Test
    void the_interface_that_was_named_is_not_there() {
        Host host = Host.of(etcd, "no-interface", folder).withNetwork();
        try (RunningAgent agent = host.start("--iface=nope0")) {
            saysOnce(agent, "no-host-address", "nope0");
        }
    }

    private static void saysOnce(RunningAgent agent, String code, String words) {
        agent.awaitReason(code);
        // the line was written before, and is read by another thread than the answer
        agent.until("a line of " + code, () -> !agent.warnings().isEmpty());
        assertThat(agent.get("/readyz").status()).isEqualTo(503);
        assertThat(agent.get("/readyz").body()).startsWith("not ready: ").contains(words);
        assertThat(agent.get("/v1/lease").status()).isEqualTo(404);
        assertThat(agent.warnings()).as(agent.log()).hasSize(1);
        assertThat(agent.warnings().getFirst()).contains(words);
    }

    private static void becomesReady(RunningAgent agent) {
        agent.awaitReady();
        assertThat(agent.warnings()).as(agent.log()).hasSize(1);
        assertThat(agent.lines()).allMatch(line -> line.matches("20\\d\\d-\\d\\d-\\d\\dT.*"));
    }
}
