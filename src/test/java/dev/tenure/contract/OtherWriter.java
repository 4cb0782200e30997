package dev.tenure.contract;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somebody else who writes to the same store, without asking us: an operator, flanneld, an attacker. */
public interface OtherWriter extends AutoCloseable {
    /** What the store has under a key. */
    record Raw(String value, long grant, long createRevision, long modRevision) {}

    /** Puts {@code <prefix>/<path>}; {@code grant} 0 for none. Returns the revision. */
    long put(String path, byte[] value, long grant);

    default long put(String path, String value, long grant) {
        return put(path, value.getBytes(StandardCharsets.UTF_8), grant);
    }

    /** A key of arbitrary bytes below {@code <prefix>/subnets/}. */
    long putBinaryKey(byte[] lastPart, byte[] value);

    /** Many keys without a grant, quickly. */
    void putAll(Map<String, String> valuesByPath);

    long delete(String path);

    /** Several keys in one revision. */
    long deleteAll(List<String> paths);

    Optional<Raw> get(String path);

    long grant(long seconds);

    void endGrant(long grant);

    boolean hasGrant(long grant);

    void compact(long revision);

    long revision();

    @Override
    void close();
}
