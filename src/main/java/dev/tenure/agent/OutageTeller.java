package dev.tenure.agent;

import dev.tenure.bus.RegistryStatus;
import dev.tenure.bus.Topics;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.tenancy.TenancyFact;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says that the registry is away, and that it is back: one line each for an outage, however many tries lie between, and none
 * for one that is over in a blink.
 */
final class OutageTeller {
    private final AgentPart part;
    private final Metrics metrics;
    private final Duration blink;
    /** The kinds of trouble that this outage has shown so far; another kind is news. */
    private final Set<String> told = new HashSet<>();

    private RegistryStatus status = RegistryStatus.UNKNOWN;
    private @Nullable RegistryFailure trouble;
    private long timer = -1;

    OutageTeller(AgentPart part, Metrics metrics, Duration blink) {
        this.part = part;
        this.metrics = metrics;
        this.blink = blink;
    }

    void begin() {
        part.topics.sayAgain().consumer(part.bus(), wish -> {
            if (wish == Topics.SayAgain.STATUS) {
                part.topics.registryStatus().publish(part.bus(), status);
            }
        });
    }

    /** The registry answers, and our view is that of {@code revision}. */
    void isUp(long revision) {
        trouble = null;
        part.getVertx().cancelTimer(timer);
        if (!told.isEmpty()) {
            told.clear();
            part.log.info("etcd answers again");
        }
        say(new RegistryStatus(true, "", "", revision));
    }

    /** The registry did not answer; a renewed connection and a compacted history are no outage. */
    void isAway(RegistryFailure failure, long revision) {
        if (failure instanceof RegistryFailure.Compacted || failure instanceof RegistryFailure.Replaced) {
            return;
        }
        boolean isFirst = trouble == null;
        if (!status.isUp() || !isVaguer(failure)) {
            trouble = failure;
        }
        if (!status.isUp()) {
            tellAway(revision);
        } else if (isFirst) {
            timer = part.getVertx().setTimer(blink.toMillis(), now -> tellAway(revision));
        }
    }

    private void tellAway(long revision) {
        RegistryFailure failure = trouble;
        if (failure == null) {
            return;
        }
        if (!isVaguer(failure) && told.add(failure.code())) {
            part.log.warn("{}", failure.sentence());
        }
        RegistryStatus now = new RegistryStatus(false, failure.code(), failure.sentence(), revision);
        if (!now.equals(status)) {
            say(now);
            part.tell(new TenancyFact.RegistryUnreachable(failure.sentence()));
        }
    }

    /** Who refuses a certificate may also just end the connection, and then what was said of certificates says more. */
    private boolean isVaguer(RegistryFailure failure) {
        return failure instanceof RegistryFailure.Unreachable
                && (trouble instanceof RegistryFailure.TlsRejected || told.contains(RegistryFailure.TlsRejected.CODE));
    }

    private void say(RegistryStatus now) {
        if (!now.equals(status)) {
            status = now;
            metrics.registryIs(now);
            part.topics.registryStatus().publish(part.bus(), now);
        }
    }
}
