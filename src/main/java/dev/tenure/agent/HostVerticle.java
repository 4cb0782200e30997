package dev.tenure.agent;

import dev.tenure.bus.Topics;
import dev.tenure.host.HostAddresses;
import dev.tenure.host.HostChoice;
import dev.tenure.host.HostReader;
import dev.tenure.lease.HostIdentity;
import dev.tenure.options.HostOptions;
import dev.tenure.tenancy.HostFacts;
import dev.tenure.tenancy.TenancyFact;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Reads this host's addresses every few seconds, on a worker thread, and tells when they change. */
final class HostVerticle extends AgentPart {
    private static final long LOOK_MILLIS = 10_000;

    private final HostOptions wishes;
    private final HostReader reader = new HostReader();

    private @Nullable TenancyFact latest;

    HostVerticle(Topics topics, HostOptions wishes) {
        super("host", topics);
        this.wishes = wishes;
    }

    @Override
    Future<?> begin() {
        topics.sayAgain().consumer(bus(), wish -> {
            TenancyFact known = latest;
            if (wish == Topics.SayAgain.FACTS && known != null) {
                tell(known);
            }
        });
        vertx.setPeriodic(LOOK_MILLIS, timer -> look());
        return look();
    }

    private Future<?> look() {
        return vertx.executeBlocking(() -> reader.choose(wishes)).onSuccess(choice -> {
            TenancyFact now = switch (choice) {
                case HostChoice.Chosen chosen -> new TenancyFact.HostChanged(facts(chosen.addresses()));
                case HostChoice.NotFound none -> new TenancyFact.HostUnknown(none.sentence());
            };
            if (!now.equals(latest)) {
                latest = now;
                if (now instanceof TenancyFact.HostChanged changed) {
                    HostFacts host = changed.host();
                    log.info(
                            "this host is {} (interface {}, MTU {})",
                            host.addresses(),
                            host.interfaceName(),
                            host.mtuBytes());
                }
                tell(now);
            }
        });
    }

    private HostFacts facts(HostAddresses host) {
        return new HostFacts(
                new HostIdentity(host.publicIp(), host.publicIpv6()),
                host.interfaceName(),
                host.mtuBytes(),
                wishes.mtuBytes() != null);
    }
}
