package dev.tenure.lease;

import dev.tenure.json.JsonField;
import dev.tenure.subnet.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of a lease: which host holds it and what its data plane tells the others.
 *
 * @param publicIp PublicIP; {@code 0.0.0.0} for a host without IPv4
 * @param publicIpv6 PublicIPv6, or null
 * @param backendType BackendType; empty where the field is left out
 * @param backendData BackendData, opaque JSON, byte for byte; null where the field is left out
 * @param backendV6Data BackendV6Data, likewise
 * @param others fields that are not ours to know; they survive our updates
 */
public record HostAttributes(
        IpAddress publicIp,
        @Nullable IpAddress publicIpv6,
        String backendType,
        @Nullable String backendData,
        @Nullable String backendV6Data,
        List<JsonField> others)
        implements LeaseValue {
    public HostAttributes {
        others = List.copyOf(others);
    }

    /** A host that no data plane has said anything about. */
    public static HostAttributes of(HostIdentity host, String backendType) {
        return new HostAttributes(host.publicIpOrNone(), host.publicIpv6(), backendType, null, null, List.of());
    }

    /** The same with what a data plane gives; null leaves a field out. */
    public HostAttributes withBackendData(@Nullable String data, @Nullable String v6Data) {
        return new HostAttributes(publicIp, publicIpv6, backendType, data, v6Data, others);
    }

    /** The identity under which the host is known. */
    public HostIdentity identity() {
        return new HostIdentity(publicIp.isUnspecified() ? null : publicIp, publicIpv6);
    }
}
