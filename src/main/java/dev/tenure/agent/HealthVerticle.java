package dev.tenure.agent;

import dev.tenure.bus.NetworkChanged;
import dev.tenure.bus.RegistryStatus;
import dev.tenure.bus.SubnetEnvStatus;
import dev.tenure.bus.Topics;
import dev.tenure.health.HealthFacts;
import dev.tenure.health.HealthReport;
import dev.tenure.http.AgentView;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hears how every part is and judges whether the agent lives and the host is ready. */
final class HealthVerticle extends AgentPart {
    private final AgentClock clock;
    private final Metrics metrics;
    private final HttpServers servers;
    private final boolean followsPeers;
    private final Heartbeats beats = new Heartbeats();

    private TenancyStatus tenancy;
    private SubnetEnvStatus subnetEnv = SubnetEnvStatus.NOT_WRITTEN;
    private RegistryStatus registry = RegistryStatus.UNKNOWN;
    private NetworkChanged network = new NetworkChanged(NetworkEntry.NONE, null);
    private @Nullable HealthReport told;

    /**
     * @param servers where to answer, if anywhere
     * @param followsPeers false if the registry as the agent sees it is nothing to show
     */
    HealthVerticle(
            Topics topics,
            TenancyStatus atStart,
            AgentClock clock,
            Metrics metrics,
            HttpServers servers,
            boolean followsPeers) {
        super("health", topics);
        this.tenancy = atStart;
        this.clock = clock;
        this.metrics = metrics;
        this.servers = servers;
        this.followsPeers = followsPeers;
    }

    @Override
    Future<?> begin() {
        topics.beats().consumer(bus(), beat -> beats.heard(beat.part()));
        topics.tenancyChanged().consumer(bus(), now -> {
            tenancy = now;
            look();
        });
        topics.subnetEnvStatus().consumer(bus(), now -> {
            subnetEnv = now;
            look();
        });
        topics.registryStatus().consumer(bus(), now -> {
            registry = now;
            look();
        });
        topics.networkChanged().consumer(bus(), now -> {
            network = now;
            look();
        });
        topics.healthQuery().answer(bus(), asked -> Future.succeededFuture(report()));
        vertx.setPeriodic(Heartbeats.TURN.toMillis(), timer -> {
            beats.turn(clock.now());
            look();
        });
        topics.sayAgain().publish(bus(), Topics.SayAgain.STATUS);
        return servers.open(vertx, AgentView.of(bus(), topics, followsPeers, this::report, () -> tenancy, clock::now));
    }

    @Override
    Future<?> end() {
        return servers.close();
    }

    /** Judged anew at every call, since a deadline passes without an event. */
    private HealthReport report() {
        boolean isInStep = isInStep();
        return HealthReport.of(
                new HealthFacts(
                        tenancy,
                        isInStep,
                        subnetEnv.code().isEmpty() ? "behind" : subnetEnv.code(),
                        subnetEnv.sentence().isEmpty()
                                ? "subnet.env does not name this subnet yet"
                                : subnetEnv.sentence(),
                        registry.isUp(),
                        registry.code(),
                        registry.sentence(),
                        networkTrouble(),
                        beats.silentParts()),
                clock.now());
    }

    private boolean isInStep() {
        return tenancy.subnetEnv().isPresent() && tenancy.subnetEnv().equals(subnetEnv.written());
    }

    private String networkTrouble() {
        return RegistryView.EMPTY.withNetwork(network.entry()).networkTrouble();
    }

    private void look() {
        HealthReport now = report();
        metrics.healthIs(now);
        metrics.subnetEnvIsInStep(isInStep());
        HealthReport before = told;
        boolean isNews = before == null || !summary(before).equals(summary(now));
        if (isNews) {
            told = now;
            // that a host which has just started is not ready yet goes without saying
            if (before == null ? now.isReady() : before.isReady() != now.isReady()) {
                log.info("{}", now.isReady() ? "ready" : "not ready: " + firstReason(now));
            }
            topics.healthChanged().publish(bus(), now);
        }
    }

    /** Everything but the time that is left, which changes all the time. */
    private static HealthReport summary(HealthReport report) {
        return new HealthReport(report.isLive(), report.isReady(), report.reasons(), Optional.empty());
    }

    private static String firstReason(HealthReport report) {
        return report.reasons().stream()
                .filter(HealthReport.Reason::isBlocking)
                .map(HealthReport.Reason::sentence)
                .findFirst()
                .orElse("no reason is known");
    }
}
