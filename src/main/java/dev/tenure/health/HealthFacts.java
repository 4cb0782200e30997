package dev.tenure.health;

import dev.tenure.tenancy.TenancyStatus;
import java.time.Duration;
import java.util.List;

/**
 * What health is judged by.
 *
 * @param tenancy what this host holds
 * @param isSubnetEnvInStep true if subnet.env says exactly what {@code tenancy} wants it to
 * @param subnetEnvCode why it does not; empty where it does
 * @param subnetEnvSentence the same for a person
 * @param isRegistryUp true while the registry answers
 * @param registryCode why it does not; empty where it does
 * @param registrySentence the same for a person
 * @param networkTrouble what is wrong with the network config; empty where nothing is
 * @param silentParts parts whose event loop has not turned for {@link #SILENCE_MAX} in which ours did
 */
public record HealthFacts(
        TenancyStatus tenancy,
        boolean isSubnetEnvInStep,
        String subnetEnvCode,
        String subnetEnvSentence,
        boolean isRegistryUp,
        String registryCode,
        String registrySentence,
        String networkTrouble,
        List<String> silentParts) {
    /** A part that says nothing for so long is stuck: each says something every three seconds. */
    public static final Duration SILENCE_MAX = Duration.ofSeconds(10);

    public HealthFacts {
        silentParts = List.copyOf(silentParts);
    }
}
