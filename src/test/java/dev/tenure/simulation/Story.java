package dev.tenure.simulation;

import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.SubnetPool;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The last things that happened to each host and in etcd, kept as they are and put into words only if somebody asks. */
final class Story {
    /** So much is told; {@code -Dtenure.story=…} asks for more. */
    private static final int TOLD = Integer.getInteger("tenure.story", 40);

    private record Happening(long nanos, long number, String who, Object what, String comment) {}

    private final World world;
    private final Map<String, Deque<Happening>> latest = new HashMap<>();
    private long count;

    Story(World world) {
        this.world = world;
    }

    void tell(String who, Object what, String comment) {
        Deque<Happening> own = latest.computeIfAbsent(who, name -> new ArrayDeque<>());
        if (own.size() == TOLD) {
            own.removeFirst();
        }
        own.addLast(new Happening(world.nanos(), count++, who, what, comment));
    }

    /** What happened lately to these, the latest last. */
    String of(Collection<String> who) {
        List<Happening> all = who.stream()
                .distinct()
                .flatMap(name -> latest.getOrDefault(name, new ArrayDeque<>()).stream())
                .sorted(Comparator.comparingLong(Happening::number))
                .toList();
        return all.stream()
                .skip(Math.max(0, all.size() - TOLD))
                .map(Story::line)
                .collect(Collectors.joining("\n"));
    }

    private static String line(Happening happening) {
        return String.format(
                "  %,12d µs  %-16s %s%s",
                happening.nanos() / 1_000,
                happening.who(),
                words(happening.what()),
                happening.comment().isEmpty() ? "" : " (" + happening.comment() + ")");
    }

    private static String words(Object what) {
        return switch (what) {
            case TenancyFact.SnapshotRead read ->
                "hears SnapshotRead at " + read.view().revision();
            case TenancyFact.StoreReplaced replaced ->
                "hears StoreReplaced at " + replaced.view().revision();
            case TenancyFact.RegistryChanged changed -> "hears " + changes(changed.changes());
            case TenancyFact.Renewed renewed -> "hears Renewed " + lease(renewed.lease());
            case TenancyFact.RenewalFailed failed ->
                "hears RenewalFailed " + failed.lease().key();
            case TenancyFact.OwnKeyChanged changed ->
                "hears OwnKeyChanged " + lease(changed.lease()) + " to "
                        + changed.current().map(Story::lease);
            case TenancyFact.GrantExpired expired -> "hears GrantExpired " + lease(expired.lease());
            case TenancyFact.ClaimWon won -> "hears ClaimWon " + lease(won.lease()) + " beside " + won.overlaps();
            case TenancyFact.Updated updated -> "hears Updated " + lease(updated.lease());
            case TenancyFact.UpdateRefused refused ->
                "hears UpdateRefused " + lease(refused.seen()) + " by "
                        + refused.current().map(Story::lease);
            case TenancyFact.HostChanged changed ->
                "hears HostChanged " + changed.host().addresses();
            case TenancyFact fact -> "hears " + fact;
            case TenancyCommand.WriteSubnetEnv write -> "says WriteSubnetEnv " + write.subnet();
            case TenancyCommand.KeepAlive keep -> "says KeepAlive " + lease(keep.lease());
            case TenancyCommand.Release release -> "says Release " + lease(release.lease());
            case TenancyCommand.Update update -> "says Update " + lease(update.seen()) + " to " + update.term();
            case TenancyCommand.Claim claim ->
                "says Claim " + claim.key() + " in network " + claim.networkRevision() + " on " + claim.spare();
            case TenancyCommand.Tell tell -> "tells: " + tell.sentence();
            case TenancyCommand command -> "says " + command;
            case SubnetLease lease -> lease(lease);
            case LeaseChange change -> change(change);
            case NetworkEntry entry -> "network config at " + entry.modRevision() + ": " + network(entry);
            default -> what.toString();
        };
    }

    private static String changes(List<LeaseChange> changes) {
        return changes.stream().map(Story::change).collect(Collectors.joining(", ", "RegistryChanged [", "]"));
    }

    private static String change(LeaseChange change) {
        return switch (change) {
            case LeaseChange.Put put -> "put " + lease(put.lease());
            case LeaseChange.Removed removed -> removed.key() + " removed at " + removed.revision();
        };
    }

    private static String network(NetworkEntry entry) {
        return entry.reading() instanceof NetworkConfig config
                ? pool(config.ipv4()) + pool(config.ipv6()) + config.backend().type()
                : entry.reading().toString();
    }

    private static String pool(@Nullable SubnetPool pool) {
        return pool == null ? "" : pool.min() + " to " + pool.max() + "/" + pool.subnetLength() + " ";
    }

    static String lease(SubnetLease lease) {
        return lease.key() + " of " + lease.holder() + " " + lease.term() + " " + lease.createRevision() + "/"
                + lease.modRevision();
    }
}
