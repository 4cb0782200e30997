package dev.tenure.registry.etcd;

import dev.tenure.lease.Term;
import dev.tenure.registry.RegistryRecords;
import dev.tenure.registry.RegistryRecords.StoredEvent;
import dev.tenure.registry.StoredKey;
import dev.tenure.registry.StrangeEntry;
import dev.tenure.subnet.SubnetKey;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.options.OptionsUtil;
import io.etcd.jetcd.watch.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Where flannel keeps what below its prefix, and the way from etcd's key-values to paths without it. */
final class EtcdKeys {
    private final int rootSize;
    private final ByteSequence root;
    private final ByteSequence subnets;
    private final ByteSequence config;

    /** A leading slash stays as given, since flannel takes the prefix as it is; trailing ones are dropped. */
    EtcdKeys(String prefix) {
        String bare = prefix;
        while (bare.endsWith("/")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        root = bytes(bare + "/");
        rootSize = root.size();
        subnets = bytes(bare + "/" + RegistryRecords.SUBNETS);
        config = bytes(bare + "/" + RegistryRecords.CONFIG);
    }

    /** {@code <prefix>/}: everything that flannel keeps begins so. */
    ByteSequence root() {
        return root;
    }

    ByteSequence config() {
        return config;
    }

    /** {@code <prefix>/subnets/}: what every lease's key begins with. */
    ByteSequence subnets() {
        return subnets;
    }

    ByteSequence lease(SubnetKey key) {
        return subnets.concat(bytes(key.text()));
    }

    /** The end of the range of all keys that begin with {@code start}. */
    static ByteSequence endOf(ByteSequence start) {
        return OptionsUtil.prefixEndOf(start);
    }

    /** The first key behind {@code key}, where the next page starts. */
    static ByteSequence after(ByteSequence key) {
        return key.concat(ByteSequence.from(new byte[1]));
    }

    StoredKey stored(KeyValue keyValue) {
        // bytes that are not UTF-8 become U+FFFD, which no lease's key contains
        String path = keyValue.getKey().substring(rootSize).toString(StandardCharsets.UTF_8);
        return new StoredKey(
                path,
                keyValue.getValue().getBytes(),
                keyValue.getLease(),
                keyValue.getCreateRevision(),
                keyValue.getModRevision());
    }

    /** Below {@code subnets/}, byte by byte. */
    ByteSequence strange(StrangeEntry entry) {
        return subnets.concat(ByteSequence.from(entry.lastPart()));
    }

    /** What is not the key of a lease, exactly; empty for a lease. */
    Optional<StrangeEntry> strange(KeyValue keyValue) {
        if (RegistryRecords.key(stored(keyValue).path()).isPresent()) {
            return Optional.empty();
        }
        byte[] lastPart = keyValue.getKey().substring(subnets.size()).getBytes();
        return Optional.of(new StrangeEntry(
                StrangeEntry.name(lastPart),
                Term.ofEtcdLease(keyValue.getLease()),
                keyValue.getCreateRevision(),
                keyValue.getModRevision()));
    }

    List<StoredKey> stored(Collection<KeyValue> keyValues) {
        return keyValues.stream().map(this::stored).toList();
    }

    StoredEvent stored(WatchEvent event) {
        return new StoredEvent(event.getEventType() == WatchEvent.EventType.DELETE, stored(event.getKeyValue()));
    }

    static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }
}
