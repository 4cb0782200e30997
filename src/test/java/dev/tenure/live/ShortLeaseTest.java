package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A short lease has to notice trouble within a fraction of its time, and not to take slowness for it. */
class ShortLeaseTest extends LiveTest {
    private static final String ADDRESS = "192.168.64.3";

    /** In seconds: after the doubt there is more time left than a machine stands still, and a renewal goes through. */
    private static final int TTL = 12;

    /** Likewise, where a request that waits for two seconds more than the line takes is still in time. */
    private static final int TTL_OVER_A_SLOW_LINE = 18;

    private static List<String> states(LiveAgent agent) {
        return agent.tenancies().stream()
                .map(status -> status.state().label())
                .distinct()
                .toList();
    }

    /** By the agent's own clock: what a look at it adds is not the agent's. */
    private static Duration leftAtTheLatestDoubt(LiveAgent agent) {
        TenancyState.Doubtful doubtful = agent.tenancies().stream()
                .map(TenancyStatus::state)
                .filter(TenancyState.Doubtful.class::isInstance)
                .map(TenancyState.Doubtful.class::cast)
                .toList()
                .getLast();
        return doubtful.since().until(Objects.requireNonNull(doubtful.held().deadline()));
    }

    @Test
    void an_etcd_that_freezes_makes_the_lease_doubtful_well_before_its_deadline() {
        try (EtcdServer own = EtcdServer.start();
                Operator there = new Operator(own, prefix)) {
            there.network(NETWORK);
            LiveAgent agent = host(ADDRESS)
                    .with("etcd-endpoints", own.endpoint())
                    .ttl(TTL)
                    .start();
            agent.awaitReady();
            for (int round = 0; round < 3; round++) {
                own.freeze();
                agent.until("doubtful", a -> a.tenancy().state() instanceof TenancyState.Doubtful);
                own.thaw();
                Duration left = leftAtTheLatestDoubt(agent);
                agent.until("sure again", a -> a.tenancy().state() instanceof TenancyState.Holding);

                System.out.println("doubtful " + left.toMillis() + " ms before the deadline");
                assertThat(left).isGreaterThan(Duration.ofMillis(1_400));
            }
            assertThat(states(agent)).doesNotContain("lost");
        }
    }

    @Test
    void an_etcd_that_runs_for_a_tenth_of_each_second_costs_no_lease() {
        try (EtcdServer own = EtcdServer.start();
                Operator there = new Operator(own, prefix)) {
            there.network(NETWORK);
            LiveAgent agent = host(ADDRESS)
                    .with("etcd-endpoints", own.endpoint())
                    .ttl(TTL)
                    .start();
            agent.awaitReady();
            for (int second = 0; second < 20; second++) {
                own.freeze();
                agent.throughout(
                        "ready", Duration.ofMillis(900), a -> a.health().isReady());
                own.thaw();
                agent.throughout(
                        "ready", Duration.ofMillis(100), a -> a.health().isReady());
            }

            System.out.println(states(agent) + " " + agent.requestsByKind() + " "
                    + agent.metric("tenure_lease_renewals_total{outcome=\"kept-alive\"}") + " kept alive, "
                    + agent.metric("tenure_lease_renewals_total{outcome=\"failed\"}") + " failed");
            assertThat(states(agent)).doesNotContain("lost");
        }
    }

    @Test
    void a_network_with_nearly_a_second_of_latency_there_and_back_costs_no_lease_and_no_doubt() {
        operator.network(NETWORK);
        try (TcpProxy line = TcpProxy.to(etcd.port())) {
            LiveAgent agent = host(ADDRESS)
                    .with("etcd-endpoints", line.endpoint())
                    .ttl(TTL_OVER_A_SLOW_LINE)
                    .start();
            agent.awaitReady();
            line.latency(Duration.ofMillis(400));
            agent.throughout("ready", Duration.ofSeconds(15), a -> a.health().isReady());
            assertThat(agent.requestsByKind().get("keepalive")).isGreaterThanOrEqualTo(2);

            assertThat(states(agent)).doesNotContain("lost", "doubtful");
        }
    }
}
