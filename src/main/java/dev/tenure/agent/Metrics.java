package dev.tenure.agent;

final class Metrics {
    Metrics(io.micrometer.core.instrument.MeterRegistry m) {}

    void watchRestarted(String s) {}

    void viewIs(dev.tenure.tenancy.RegistryView v) {}

    void malformed(String s) {}

    void renewed(String s) {}

    void clockJumped() {}

    void claimWon(java.time.Duration d) {}

    void claimFailed() {}

    void claimRefused() {}

    void tenancyIs(dev.tenure.tenancy.TenancyStatus a, dev.tenure.tenancy.TenancyStatus b) {}

    void subnetEnvInvalid() {}

    void subnetEnvWriteFailed(String s) {}

    void subnetEnvIs(dev.tenure.bus.SubnetEnvStatus s) {}

    void healthIs(dev.tenure.health.HealthReport r) {}

    void partRestarted(String s) {}
}
