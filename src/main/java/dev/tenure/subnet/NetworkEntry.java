package dev.tenure.subnet;

/**
 * The key {@code <prefix>/config} at one moment.
 *
 * @param reading what its value means
 * @param modRevision etcd's mod_revision of the key, 0 where there is none; claims are bound to it
 */
public record NetworkEntry(NetworkReading reading, long modRevision) {
    /** No network config has been seen. */
    public static final NetworkEntry NONE = new NetworkEntry(new NetworkReading.Absent(), 0);
}
