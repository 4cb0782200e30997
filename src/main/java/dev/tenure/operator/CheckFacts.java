package dev.tenure.operator;

import dev.tenure.lease.GrantId;
import dev.tenure.registry.StrangeEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a check may be told beside the snapshot; each answer costs calls to etcd, so each may be missing.
 *
 * @param grants what etcd says of grants, of those that carry keys of ours and of others, as far as that was asked
 * @param expected the reservations that should be there, such as a {@link HostsFile} names them
 * @param strange the keys below {@code subnets/} that are not the key of a lease, exactly, so that each can be removed;
 *     empty if that was not asked, and there is only what the snapshot says
 */
public record CheckFacts(
        Map<GrantId, GrantFact> grants, List<HostsFile.Line> expected, Optional<List<StrangeEntry>> strange) {
    /** Nothing but the snapshot. */
    public static final CheckFacts NONE = new CheckFacts(Map.of(), List.of());

    public CheckFacts {
        grants = Map.copyOf(grants);
        expected = List.copyOf(expected);
        strange = strange.map(List::copyOf);
    }

    /** Without having asked for strange keys. */
    public CheckFacts(Map<GrantId, GrantFact> grants, List<HostsFile.Line> expected) {
        this(grants, expected, Optional.empty());
    }

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
