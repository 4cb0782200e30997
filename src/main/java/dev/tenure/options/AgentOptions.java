package dev.tenure.options;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that an agent is told, typed and checked against itself; printing it shows no secret.
 *
 * @param etcd how etcd is reached
 * @param host which interface and addresses this host goes by
 * @param lease how the lease is held
 * @param health where health is served; null for nowhere
 * @param api who may have the API write
 * @param subnetFile where subnet.env is written
 * @param ipMasq what subnet.env says as FLANNEL_IPMASQ
 * @param hooks what runs when the subnet comes, changes or goes; null for nothing
 * @param busPrefix what every event bus address begins with, so that two agents can share one Vertx
 * @param logLevel how much is logged
 */
public record AgentOptions(
        EtcdOptions etcd,
        HostOptions host,
        LeaseOptions lease,
        @Nullable HealthAddress health,
        ApiOptions api,
        Path subnetFile,
        boolean ipMasq,
        @Nullable HookOptions hooks,
        String busPrefix,
        LogLevel logLevel) {
    /** Every option at its default. */
    public static AgentOptions defaults() {
        return of(Map.of());
    }

    /**
     * Options by their names, as in the file ({@code etcd-endpoints} → …), for an application that embeds an agent; no
     * environment and no file is read. {@link IllegalArgumentException} with the usage sentence for a bad value or an
     * unknown name; a list (iface, iface-regex) holds one value.
     */
    public static AgentOptions of(Map<String, String> values) {
        return switch (OptionsReader.read(GivenOptions.ofFlags(values))) {
            case OptionsResult.Good good -> good.options();
            case OptionsResult.Bad bad -> throw new IllegalArgumentException(bad.sentence());
        };
    }

    AgentOptions withEtcd(EtcdOptions other) {
        return new AgentOptions(other, host, lease, health, api, subnetFile, ipMasq, hooks, busPrefix, logLevel);
    }

    /** This with those values of {@code later} that may change while the agent runs. */
    AgentOptions withLivePartsOf(AgentOptions later) {
        return new AgentOptions(
                etcd.withLivePartsOf(later.etcd),
                host,
                lease,
                health,
                api,
                subnetFile,
                ipMasq,
                hooks,
                busPrefix,
                later.logLevel);
    }
}
