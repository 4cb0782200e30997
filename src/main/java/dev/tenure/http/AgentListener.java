package dev.tenure.http;

import dev.tenure.health.HealthReport;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyStatus;

/** Hears what happens in an agent. */
public interface AgentListener {
    /** The registry was read, has changed, or does not answer. */
    void registryIs(TenancyFact.OfRegistry happened);

    /** This host's tenancy is another. */
    void tenancyIs(TenancyStatus status);

    /** Readiness, liveness or their reasons are others. */
    void healthIs(HealthReport report);
}
