package dev.tenure.simulation;

import dev.tenure.bus.SubnetEnvStatus;
import dev.tenure.bus.Topics.SayAgain;
import dev.tenure.health.HealthFacts;
import dev.tenure.health.HealthReport;
import dev.tenure.lease.SubnetLease;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import dev.tenure.tenancy.WaitReason;
import java.util.List;
import java.util.Optional;

/** As the agent's HealthVerticle: says whether this host is ready, by what it has heard. */
final class HealthPart extends Part {
    private TenancyStatus tenancy = new TenancyStatus(
            new TenancyState.Waiting(new WaitReason(WaitReason.Code.STARTING, "starting")),
            Optional.empty(),
            "",
            "",
            Optional.empty());
    private SubnetEnvStatus subnetEnv = SubnetEnvStatus.NOT_WRITTEN;

    HealthPart(SimulatedHost host) {
        super(host);
    }

    @Override
    Part successor() {
        return new HealthPart(host);
    }

    @Override
    void begin() {
        say(SayAgain.STATUS);
    }

    @Override
    void hear(Object message) {
        if (message instanceof TenancyStatus now) {
            tenancy = now;
        } else if (message instanceof SubnetEnvStatus now) {
            subnetEnv = now;
        }
    }

    /** The lease for which /readyz is green. */
    Optional<SubnetLease> readyWith() {
        boolean isInStep =
                tenancy.subnetEnv().isPresent() && tenancy.subnetEnv().equals(subnetEnv.written());
        HealthFacts facts = new HealthFacts(tenancy, isInStep, "behind", "behind", true, "", "", "", List.of());
        return HealthReport.of(facts, host.clock.now()).isReady() ? tenancy.lease() : Optional.empty();
    }
}
