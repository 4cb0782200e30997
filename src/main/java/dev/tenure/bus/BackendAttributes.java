package dev.tenure.bus;

import org.jspecify.annotations.Nullable;

/**
 * What a data plane on this host wants in our lease, such as the MAC of its VTEP.
 *
 * @param backendData JSON for BackendData; null leaves the field out
 * @param backendV6Data JSON for BackendV6Data; null leaves the field out
 */
public record BackendAttributes(
        @Nullable String backendData, @Nullable String backendV6Data) {}
