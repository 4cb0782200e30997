package dev.tenure.faults;

import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the test itself did to one store, however it knows: by its revision, by its key, or by who writes. Not thread-safe. */
final class Deeds {
    private final Set<Long> revisions = new HashSet<>();
    private final List<Next> nexts = new ArrayList<>();

    /** The first event of this key after this revision. */
    private record Next(String path, long revision) {}

    void add(long revision) {
        revisions.add(revision);
    }

    void addNext(String path, long after) {
        nexts.add(new Next(path, after));
    }

    /**
     * The revisions that are not the agents'.
     *
     * @param strangers the public addresses of hosts without an agent of ours, such as those that run flanneld
     */
    Set<Long> in(History history, Set<IpAddress> strangers) {
        Set<Long> all = new HashSet<>(revisions);
        nexts.forEach(next -> history.of(next.path()).stream()
                .filter(event -> event.revision() > next.revision())
                .findFirst()
                .ifPresent(event -> all.add(event.revision())));
        history.events().stream()
                .filter(event -> isOf(strangers, event.after() == null ? event.before() : event.after()))
                .forEach(event -> all.add(event.revision()));
        return all;
    }

    private static boolean isOf(Set<IpAddress> strangers, @Nullable SubnetLease lease) {
        return lease != null
                && strangers.stream().anyMatch(address -> lease.isHeldBy(new HostIdentity(address, address)));
    }
}
