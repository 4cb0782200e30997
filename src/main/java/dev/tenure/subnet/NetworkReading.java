package dev.tenure.subnet;

/** What stands at {@code <prefix>/config}: a {@link NetworkConfig}, something unusable, or nothing. */
public sealed interface NetworkReading permits NetworkConfig, NetworkReading.Broken, NetworkReading.Absent {
    /**
     * A value that is not a network config.
     *
     * @param reason half a sentence that names the field, the value and what was expected
     */
    record Broken(String reason) implements NetworkReading {}

    /** No such key. */
    record Absent() implements NetworkReading {}
}
