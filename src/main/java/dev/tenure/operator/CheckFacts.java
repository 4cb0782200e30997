package dev.tenure.operator;

import dev.tenure.lease.GrantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a check may be told beside the snapshot; each answer costs calls to etcd, so each may be missing.
 *
 * @param strangeKeys all keys below {@code subnets/} that are not the key of a lease; empty if that was not asked
 * @param grants what etcd says of grants, of those that carry keys of ours and of others, as far as that was asked
 * @param expected the reservations that should be there, such as a {@link HostsFile} names them
 */
public record CheckFacts(
        Optional<List<StrangeKey>> strangeKeys, Map<GrantId, GrantFact> grants, List<HostsFile.Line> expected) {
    /** Nothing but the snapshot. */
    public static final CheckFacts NONE = new CheckFacts(Optional.empty(), Map.of(), List.of());

    public CheckFacts {
        strangeKeys = strangeKeys.map(List::copyOf);
        grants = Map.copyOf(grants);
        expected = List.copyOf(expected);
    }

    /**
     * A key that is not a lease's.
     *
     * @param key its text below {@code subnets/}, as it stands in etcd
     */
    public record StrangeKey(String key, long modRevision) {}

    /**
     * A grant at one moment.
     *
     * @param granted for how long it was given
     * @param left how long it lives unless it is kept alive
     * @param keys how many keys hang on it, wherever they are in etcd
     */
    public record GrantFact(Duration granted, Duration left, long keys) {
        /** When it was last kept alive, or given: that long ago. */
        public Duration quiet() {
            return granted.minus(left);
        }
    }
}
