package dev.tenure.faults;

import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * I4: who claims a subnet claims the one that it has, or had last, if it can still be had.
 *
 * <p>That is the one that it last believed in in the same life; at the start of a life those of its own keys, and if there are
 * none what its subnet.env named.
 *
 * <p>Allowances: the agent decides on what it saw some time ago, and nobody can tell how long; so a claim of another subnet is
 * held against it only if the old one could be had all the time since it was this host's: every network config since then that
 * means anything offered it, and no lease of anybody else shared an address with it. A second key on the very same grant is the
 * work of an old request that came late; the agent removes it. And where two agents live on one host nobody can tell whose claim
 * it is.
 */
final class HostsKeepTheirSubnet implements Invariant {
    @Override
    public List<Violation> violations(Evidence evidence) {
        List<Violation> found = new ArrayList<>();
        evidence.history().walk((leases, event) -> {
            SubnetLease claim = event.after();
            if (claim == null || event.before() != null || evidence.isByOperator(event)) {
                return;
            }
            for (HostLog host : Holders.logsOf(evidence.hosts(), claim)) {
                List<SubnetLease> own = leases.values().stream()
                        .filter(lease -> lease.isHeldBy(host.identity()))
                        .toList();
                List<Subnet> last = own.stream().anyMatch(lease -> lease.term().equals(claim.term()))
                        ? List.of()
                        : last(host, own, event);
                if (!last.contains(claim.subnet())) {
                    last.stream()
                            .filter(old -> couldBeHad(evidence.history(), host, old, event.revision()))
                            .forEach(old -> found.add(new Violation(
                                    "I4",
                                    host.name() + " could have kept " + old + " and claimed another subnet: "
                                            + event)));
                }
            }
        });
        return found;
    }

    private static List<Subnet> last(HostLog host, List<SubnetLease> own, Happened claim) {
        List<Life> lives = host.lives().stream()
                .filter(life -> life.begunNanos() <= claim.seenNanos() && claim.seenNanos() <= life.endedNanos())
                .toList();
        if (lives.size() != 1) {
            return List.of();
        }
        Life life = lives.getFirst();
        Optional<Subnet> believed = life.beliefs().stream()
                .filter(belief -> belief.createRevision() < claim.revision())
                .filter(belief -> belief.possible().from() <= claim.seenNanos())
                .reduce((one, two) -> two)
                .map(Belief::subnet);
        if (believed.isPresent()) {
            return List.of(believed.get());
        }
        return own.isEmpty()
                ? inFile(host, life).stream().toList()
                : own.stream().map(SubnetLease::subnet).toList();
    }

    /** What the file named all the time from the start of this life until it believed in anything. */
    private static Optional<Subnet> inFile(HostLog host, Life life) {
        long settled = life.beliefs().stream()
                .mapToLong(belief -> belief.possible().from())
                .min()
                .orElse(Long.MAX_VALUE);
        Optional<FileVersion> atStart = host.files().stream()
                .filter(version -> version.seenNanos() <= life.begunNanos())
                .reduce((one, two) -> two);
        boolean isSteady = host.files().stream()
                .noneMatch(version -> version.seenNanos() > life.begunNanos() && version.seenNanos() < settled);
        return atStart.filter(version -> isSteady)
                .flatMap(version -> version.reading().subnet());
    }

    private static boolean couldBeHad(History history, HostLog host, Subnet subnet, long revision) {
        long since = heldSince(history, host, subnet, revision);
        boolean isTaken = history.at(since - 1).leases().stream().anyMatch(lease -> stands(lease, host, subnet))
                || history.events().stream()
                        .filter(event -> event.revision() >= since && event.revision() < revision)
                        .anyMatch(event -> stands(event.after(), host, subnet));
        return !isTaken && isOffered(history, subnet, since, revision);
    }

    /** When this host got this subnet for the last time; when the recording began, if it had it by then or was never seen with it. */
    private static long heldSince(History history, HostLog host, Subnet subnet, long revision) {
        return history.events().stream()
                .filter(event -> event.revision() < revision && event.isClaim())
                .filter(event -> event.after() != null
                        && event.after().isHeldBy(host.identity())
                        && event.after().subnet().equals(subnet))
                .mapToLong(Happened::revision)
                .max()
                .orElse(history.baseRevision() + 1);
    }

    private static boolean stands(@Nullable SubnetLease lease, HostLog host, Subnet subnet) {
        return lease != null
                && !lease.isHeldBy(host.identity())
                && lease.subnet().overlaps(subnet);
    }

    /** A config that is broken or gone changes nothing: the last good one stays in force. */
    private static boolean isOffered(History history, Subnet subnet, long since, long revision) {
        List<NetworkConfig> configs = Stream.concat(
                        Stream.of(history.networkAt(since)),
                        history.events().stream()
                                .filter(event -> event.revision() >= since && event.revision() < revision)
                                .flatMap(event -> Optional.ofNullable(event.network()).stream()))
                .flatMap(entry -> entry.reading() instanceof NetworkConfig config ? Stream.of(config) : Stream.empty())
                .toList();
        return !configs.isEmpty() && configs.stream().allMatch(config -> config.offers(subnet));
    }
}
