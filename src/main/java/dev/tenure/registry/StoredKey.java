package dev.tenure.registry;

/** One key below the prefix as the store has it, before anybody has asked what it means. Immutable by agreement. */
public final class StoredKey {
    private final String path;
    private final byte[] value;
    private final long grant;
    private final long createRevision;
    private final long modRevision;

    /**
     * Takes the value without copying it.
     *
     * @param path the key without {@code <prefix>/}: {@code config} or {@code subnets/…}
     * @param value its bytes; empty where only keys were read
     * @param grant etcd's {@code lease} field, 0 for none
     */
    public StoredKey(String path, byte[] value, long grant, long createRevision, long modRevision) {
        this.path = path;
        this.value = value;
        this.grant = grant;
        this.createRevision = createRevision;
        this.modRevision = modRevision;
    }

    public String path() {
        return path;
    }

    byte[] value() {
        return value;
    }

    public long grant() {
        return grant;
    }

    public long createRevision() {
        return createRevision;
    }

    public long modRevision() {
        return modRevision;
    }
}
