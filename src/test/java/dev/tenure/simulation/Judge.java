package dev.tenure.simulation;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.subnet.Subnet;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.Tenancy;
import dev.tenure.tenancy.TenancyCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The invariants that hold at every moment. It sees every revision of etcd with its author, every change of what a host
 * believes, and every version of subnet.env, and knows at each moment what is true.
 */
final class Judge implements SimulatedEtcd.Witness {
    private static final Duration TOLD_WITHIN = Duration.ofMillis(50);

    private final World world;
    private final Story story;
    private final Excuses excuses;
    private final Stability stability;
    private final List<SimulatedHost> hosts = new ArrayList<>();
    private final Map<SimulatedHost, Set<Subnet>> confirmed = new HashMap<>();
    private final Map<SimulatedHost, SubnetLease> movedFrom = new HashMap<>();
    private final Map<SimulatedHost, List<SubnetLease>> givenBack = new HashMap<>();
    private @Nullable SimulatedEtcd etcd;
    private long epoch;
    private long agentRevisions;

    Judge(World world, Story story, Duration ttl) {
        this.world = world;
        this.story = story;
        this.excuses = new Excuses(world, ttl);
        this.stability = new Stability(this);
    }

    void judges(SimulatedEtcd judged) {
        etcd = judged;
    }

    void judges(SimulatedHost host) {
        hosts.add(host);
        confirmed.put(host, new HashSet<>());
    }

    Stability stability() {
        return stability;
    }

    SimulatedEtcd etcd() {
        if (etcd == null) {
            throw new IllegalStateException("there is no etcd yet");
        }
        return etcd;
    }

    List<SimulatedHost> hosts() {
        return hosts;
    }

    /** How often the store was replaced. */
    long epoch() {
        return epoch;
    }

    /** How many revisions were written by agents. */
    long agentRevisions() {
        return agentRevisions;
    }

    void mustBe(boolean isSo, String invariant, Supplier<String> what, SimulatedHost... involved) {
        if (!isSo) {
            List<String> names = Stream.concat(Stream.of(involved).map(host -> host.name), Stream.of("etcd", "fate"))
                    .toList();
            throw new Violation(world, invariant, what.get(), story.of(names));
        }
    }

    // ---- what happens in etcd

    @Override
    public void happened(Author by, Batch what, LeaseTable before) {
        what.network().ifPresent(entry -> story.tell("etcd", entry, by.name()));
        if (by.kind() == Author.Kind.AGENT) {
            agentRevisions++;
        }
        for (LeaseChange change : what.changes()) {
            story.tell("etcd", change, by.name());
            Optional<SubnetLease> known = before.find(change.key());
            if (by.isOutsider()) {
                excuse(change, known, before);
            } else {
                known.ifPresent(lease -> mayBeDone(by, change, lease));
            }
            if (change instanceof LeaseChange.Put put) {
                hosts.stream()
                        .filter(host -> host.wrote(put.lease().value()))
                        .forEach(host -> confirmed(host).add(put.lease().subnet()));
            }
        }
        stability.happened(what, by);
    }

    private Set<Subnet> confirmed(SimulatedHost host) {
        return confirmed.computeIfAbsent(host, any -> new HashSet<>());
    }

    static boolean isSameHolder(SubnetLease one, SubnetLease two) {
        return one.value() instanceof HostAttributes attributes && two.isHeldBy(attributes.identity());
    }

    /** An operator is about to ask the host for this lease. */
    void askedBack(SubnetLease lease) {
        excuses.givenBack(lease);
    }

    private void excuse(LeaseChange change, Optional<SubnetLease> known, LeaseTable before) {
        long revision = change.revision();
        if (change instanceof LeaseChange.Put put) {
            SubnetLease now = put.lease();
            known.filter(lease -> !isSameHolder(lease, now) || lease.isReservation() && !now.isReservation())
                    .ifPresent(lease -> excuses.tookKey(lease, revision, epoch));
            before.leases().stream()
                    .filter(lease -> lease.subnet().overlaps(now.subnet())
                            && !lease.key().equals(now.key()))
                    .forEach(lease -> excuses.overlapped(lease, revision, epoch));
        } else {
            known.ifPresent(lease -> excuses.tookKey(lease, revision, epoch));
        }
    }

    /** I1, I2, P4: what agents write, and what time ends. */
    private void mayBeDone(Author by, LeaseChange change, SubnetLease known) {
        SubnetLease now = change instanceof LeaseChange.Put put ? put.lease() : null;
        boolean isKept = now != null && isSameHolder(known, now);
        mustBe(
                !known.isReservation() || now != null && now.isReservation() && isOwn(by, known),
                "a reservation stays a reservation (I2)",
                () -> by.name() + " did " + change + " to " + known,
                authors(by));
        if (by.kind() == Author.Kind.AGENT) {
            mustBe(
                    isOwn(by, known),
                    "nobody writes over or deletes what is another's (I1, P4)",
                    () -> by.name() + " did " + change + " to " + known,
                    authors(by));
        }
        if (now == null && excuses.wasGivenBack(known)) {
            excuses.tookKey(known, change.revision(), epoch);
        }
        if (!isKept) {
            for (SimulatedHost host : hosts) {
                SubnetLease certain = host.certain();
                mustBe(
                        certain == null || !isSameClaim(certain, known) || excuses.covers(certain, host),
                        "nobody is certain of what has gone (I7)",
                        () -> host.name + " is certain of " + certain + ", but " + by.name() + " did " + change,
                        host);
            }
        }
    }

    /** In a move the old subnet is held until subnet.env names the new one. */
    private void mayRelease(SimulatedHost host, SubnetLease released) {
        SubnetLease certain = host.certain();
        SubnetLease old = movedFrom.get(host);
        mustBe(
                certain == null
                        || old == null
                        || !isSameClaim(old, released)
                        || !released.subnet().equals(host.subnetEnv())
                        || certain.subnet().equals(host.subnetEnv()),
                "a subnet is released once subnet.env names another (P5)",
                () -> host.name + " holds " + certain + " and releases " + released,
                host);
    }

    private static boolean isSameClaim(SubnetLease one, SubnetLease two) {
        return one.createRevision() == two.createRevision()
                && one.key().text().equals(two.key().text());
    }

    private Stream<SimulatedHost> authorsOf(Author by) {
        return hosts.stream().filter(host -> host.name.equals(by.name()));
    }

    private SimulatedHost[] authors(Author by) {
        return authorsOf(by).toArray(SimulatedHost[]::new);
    }

    private boolean isOwn(Author by, SubnetLease lease) {
        return authorsOf(by).anyMatch(host -> host.wrote(lease.value()));
    }

    @Override
    public void storeReplaced(LeaseTable before) {
        epoch++;
        story.tell("etcd", "the store is another one", "at revision " + etcd().revision());
        before.leases().forEach(lease -> excuses.tookKey(lease, etcd().revision(), epoch));
        stability.storeReplaced();
    }

    // ---- what hosts believe

    /** I1, I7: whenever a host holds something else, or for longer. */
    void holds(SimulatedHost host, Optional<Held> before, Optional<Held> after) {
        SubnetLease mine = host.certain();
        if (mine == null || after.isEmpty()) {
            return;
        }
        boolean isMore = before.isEmpty()
                || !before.get().lease().equals(mine)
                || !before.map(Held::deadline).equals(after.map(Held::deadline));
        if (isMore) {
            before.map(Held::lease)
                    .filter(old -> !old.key().equals(mine.key()))
                    .ifPresent(old -> movedFrom.put(host, old));
            before.map(Held::lease)
                    .filter(old -> old.isReservation() && !mine.isReservation() && isSameClaim(old, mine))
                    .filter(old -> excuses.covers(old, host))
                    .ifPresent(old -> excuses.becameLease(mine));
            isAlone(host, mine);
            isTrue(host, mine, after.get().deadline());
        }
        boolean isOther = before.isEmpty() || !before.get().lease().subnet().equals(mine.subnet());
        if (isOther) {
            stability.holds(host, mine);
        }
    }

    private void isAlone(SimulatedHost host, SubnetLease mine) {
        for (SimulatedHost other : hosts) {
            SubnetLease theirs = other == host ? null : other.certain();
            if (theirs != null && theirs.subnet().overlaps(mine.subnet())) {
                mustBe(
                        excuses.covers(mine, host) || excuses.covers(theirs, other),
                        "one subnet, one host (I1)",
                        () -> host.name + " holds " + mine + ", " + other.name + " holds " + theirs,
                        host,
                        other);
            }
        }
    }

    /** The key is there, and its grant lives at least as long as the host is certain. */
    private void isTrue(SimulatedHost host, SubnetLease mine, @Nullable Moment deadline) {
        if (excuses.covers(mine, host)) {
            return;
        }
        Optional<SubnetLease> there = etcd().find(mine.key()).filter(lease -> isSameClaim(lease, mine));
        mustBe(
                there.filter(lease -> host.wrote(lease.value())).isPresent(),
                "who is certain has it (I7)",
                () -> host.name + " is certain of " + mine + ", in etcd is " + etcd().find(mine.key()),
                host);
        if (deadline == null) {
            return;
        }
        there.flatMap(lease -> lease.term().granted()).flatMap(etcd()::endOf).ifPresent(end -> {
            long ownRest = host.clock.now().until(deadline).toNanos();
            long certainUntil = world.nanos() + host.clock.inWorld(ownRest);
            mustBe(
                    certainUntil <= end.toNanos(),
                    "who is certain has it until the deadline (I7)",
                    () -> host.name + " is certain of " + mine + " until " + certainUntil / 1_000_000
                            + " ms, its grant ends at " + end.toMillis() + " ms",
                    host);
        });
    }

    // ---- what hosts do

    /** P5: subnet.env is ordered for what is certainly ours, and what it names is not given back for something else. */
    void commands(SimulatedHost host, Tenancy tenancy, TenancyCommand command) {
        if (command instanceof TenancyCommand.WriteSubnetEnv write) {
            mustBe(
                    tenancy.state()
                            .heldNow()
                            .filter(held -> held.isCertain(host.clock.now())
                                    && held.lease().subnet().equals(write.subnet()))
                            .isPresent(),
                    "subnet.env is written for what is ours (P5)",
                    () -> host.name + " orders " + write.subnet() + " and is " + tenancy.state(),
                    host);
        }
        if (command instanceof TenancyCommand.Release release) {
            mayRelease(host, release.lease());
            givenBack.computeIfAbsent(host, any -> new ArrayList<>()).add(release.lease());
        }
    }

    /** A process, or its tenancy, begins: it cannot know what the one before has given back, and that may still arrive. */
    void begins(SimulatedHost host) {
        stability.begins(host);
        List<SubnetLease> before = givenBack.remove(host);
        if (before != null) {
            before.forEach(excuses::givenBack);
        }
    }

    /** I3: every version of subnet.env names what etcd has confirmed to this host. */
    void wrote(SimulatedHost host, Subnet subnet) {
        mustBe(
                confirmed(host).contains(subnet),
                "subnet.env names what etcd has confirmed (I3)",
                () -> host.name + " wrote " + subnet + ", had " + confirmed(host),
                host);
    }

    /** I7: who says that it is ready has it, and subnet.env says so. Looked at twice, since word takes a moment. */
    void looksAtReadiness() {
        for (SimulatedHost host : hosts) {
            if (isFalselyReady(host)) {
                Optional<SubnetLease> then = readyWith(host);
                // one that was lost and claimed again meanwhile may be lost again, and that has its own moment
                world.after(
                        TOLD_WITHIN,
                        () -> mustBe(
                                !isFalselyReady(host) || !readyWith(host).equals(then),
                                "who is ready has it, and subnet.env says so (I7)",
                                () -> host.name + " is ready with " + readyWith(host) + ", in etcd is "
                                        + readyWith(host).flatMap(lease -> etcd().find(lease.key()))
                                        + ", subnet.env says " + host.subnetEnv(),
                                host));
            }
        }
    }

    private static Optional<SubnetLease> readyWith(SimulatedHost host) {
        return host.isAwake() ? host.part(HealthPart.class).flatMap(HealthPart::readyWith) : Optional.empty();
    }

    private boolean isFalselyReady(SimulatedHost host) {
        return readyWith(host)
                .filter(lease -> {
                    boolean isThere = excuses.covers(lease, host)
                            || etcd().find(lease.key())
                                    .filter(there -> isSameClaim(there, lease))
                                    .isPresent();
                    boolean isInStep = lease.subnet().equals(host.subnetEnv()) || host.wasFileChangedLately();
                    return !isThere || !isInStep;
                })
                .isPresent();
    }
}
