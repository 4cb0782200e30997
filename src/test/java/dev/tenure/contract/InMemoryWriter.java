package dev.tenure.contract;

import dev.tenure.registry.InMemoryStore;
import dev.tenure.registry.RegistryRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Another writer to an {@link InMemoryStore}. */
final class InMemoryWriter implements OtherWriter {
    private final InMemoryStore store;

    InMemoryWriter(InMemoryStore store) {
        this.store = store;
    }

    @Override
    public long put(String path, byte[] value, long grant) {
        return store.put(path, value, grant);
    }

    @Override
    public long putBinaryKey(byte[] lastPart, byte[] value) {
        return store.put(RegistryRecords.SUBNETS + new String(lastPart, StandardCharsets.UTF_8), value, 0);
    }

    @Override
    public void putAll(Map<String, String> valuesByPath) {
        valuesByPath.forEach((path, value) -> put(path, value, 0));
    }

    @Override
    public long delete(String path) {
        return store.delete(path);
    }

    @Override
    public long deleteAll(List<String> paths) {
        return store.deleteAll(paths);
    }

    @Override
    public Optional<Raw> get(String path) {
        return store.get(path)
                .map(stored ->
                        new Raw(store.valueText(path), stored.grant(), stored.createRevision(), stored.modRevision()));
    }

    @Override
    public long grant(long seconds) {
        return store.grant(Duration.ofSeconds(seconds));
    }

    @Override
    public void endGrant(long grant) {
        store.endGrant(grant);
    }

    @Override
    public boolean hasGrant(long grant) {
        return store.grants().contains(grant);
    }

    @Override
    public void compact(long revision) {
        store.compact(revision);
    }

    @Override
    public long revision() {
        return store.revision();
    }

    @Override
    public void close() {
        // it holds nothing
    }
}
