package dev.tenure.simulation;

import dev.tenure.lease.SubnetLease;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.TenancyFact;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Everything that can happen in a bad time, and how long it lasts. */
final class Trouble {
    /** One kind of it. */
    enum Kind {
        START,
        CRASH,
        REBOOT,
        RESTART_OF_ALL,
        PAUSE,
        SLEEP,
        CLOCK_SET,
        PART_FAILS,
        LEAVES_FOR_GOOD,
        JOINS,
        CUT,
        ETCD_DOWN,
        ETCD_FROZEN,
        ETCD_SLOW,
        NEW_LEADER,
        COMPACTION,
        ETCD_WIPED,
        ETCD_RESTORED,
        WRITTEN_ELSEWHERE,
        WATCH_STALLS,
        KEY_DELETED,
        GRANT_REVOKED,
        ALL_GRANTS_REVOKED,
        RESERVED_OR_NOT,
        RESERVED_FOR,
        PART_RESERVED,
        OTHER_GRANT,
        STOLEN,
        GARBAGE,
        NETWORK,
        NETWORK_BAD,
        FLANNELD,
        ADDRESS,
        ADDRESS_GONE,
        DISK_FULL,
        FILE_GONE,
        ASKED_TO_RESERVE,
        ASKED_TO_RELEASE,
        BACKEND_DATA
    }

    private final Simulation simulation;
    private final World world;
    private final SimulatedEtcd etcd;
    private final Faults faults;
    private final Operators operators;
    private final Duration ttl;
    private final List<Kind> kinds;
    private int addresses;

    Trouble(Simulation simulation, Shape shape) {
        this.simulation = simulation;
        this.world = simulation.world;
        this.etcd = simulation.etcd;
        this.faults = simulation.faults;
        this.operators = simulation.operators;
        this.ttl = shape.settings().ttl();
        this.kinds = List.copyOf(new TreeSet<>(shape.troubles()));
    }

    /** Anything from nothing to two and a half TTLs. */
    private Duration aWhile() {
        return world.isOneIn(3)
                ? world.between(Duration.ZERO, ttl.multipliedBy(5).dividedBy(2))
                : world.between(Duration.ZERO, ttl.dividedBy(3));
    }

    void happens() {
        happens(world.isOneIn(6) ? Kind.START : world.oneOf(kinds), simulation.someone());
    }

    void happens(Kind kind, SimulatedHost host) {
        simulation.story.tell("fate", kind, host.name);
        switch (kind) {
            case START, CRASH, REBOOT, RESTART_OF_ALL, PAUSE, SLEEP, CLOCK_SET, PART_FAILS, LEAVES_FOR_GOOD, JOINS ->
                toProcess(kind, host);
            case CUT,
                    ETCD_DOWN,
                    ETCD_FROZEN,
                    ETCD_SLOW,
                    NEW_LEADER,
                    COMPACTION,
                    ETCD_WIPED,
                    ETCD_RESTORED,
                    WRITTEN_ELSEWHERE,
                    WATCH_STALLS -> toEtcd(kind, host);
            case ADDRESS, ADDRESS_GONE, DISK_FULL, FILE_GONE, ASKED_TO_RESERVE, ASKED_TO_RELEASE, BACKEND_DATA ->
                toHost(kind, host);
            default -> byOthers(kind, host);
        }
    }

    private void toProcess(Kind kind, SimulatedHost host) {
        switch (kind) {
            case START -> host.start();
            case CRASH -> host.crash();
            case REBOOT -> {
                host.crash();
                host.losesItsFile();
                world.after(world.between(1_000, 20_000), host::start);
            }
            case RESTART_OF_ALL ->
                simulation.hosts.forEach(other -> world.after(world.between(0, 100), () -> {
                    other.crash();
                    other.start();
                }));
            case PAUSE -> host.pauseFor(aWhile());
            case SLEEP -> host.sleepFor(aWhile());
            case CLOCK_SET -> host.clockHasJumped();
            case PART_FAILS -> {
                if (host.isAwake() && !host.parts().isEmpty()) {
                    host.replace(world.oneOf(host.parts()));
                }
            }
            case LEAVES_FOR_GOOD -> {
                if (simulation.hosts.stream().filter(other -> !other.isGone()).count() > 2) {
                    host.leaveForGood();
                }
            }
            default -> simulation.joins();
        }
    }

    private void toEtcd(Kind kind, SimulatedHost host) {
        switch (kind) {
            case CUT -> {
                host.link.cut(true);
                world.after(aWhile(), () -> host.link.cut(false));
            }
            case ETCD_DOWN -> {
                simulation.etcdStops();
                world.after(aWhile(), simulation::etcdStarts);
            }
            case ETCD_FROZEN -> {
                simulation.etcdFreezes();
                world.after(aWhile(), simulation::etcdThaws);
            }
            case ETCD_SLOW -> {
                faults.etcdDelay = world.between(100, 7_000);
                world.after(aWhile(), () -> faults.etcdDelay = Duration.ZERO);
            }
            case NEW_LEADER -> etcd.newLeader();
            case COMPACTION -> etcd.compact();
            case ETCD_WIPED -> {
                etcd.restore(1, world.isOneIn(2));
                world.after(aWhile().dividedBy(5), simulation::putsNetwork);
            }
            case ETCD_RESTORED -> etcd.restore(etcd.anyRevision(), world.isOneIn(2));
            case WRITTEN_ELSEWHERE -> etcd.writtenElsewhere(1 + world.below(1_000));
            default -> host.part(WatchPart.class).ifPresent(WatchPart::stall);
        }
    }

    private void toHost(Kind kind, SimulatedHost host) {
        switch (kind) {
            case ADDRESS -> host.moveTo(world.isOneIn(2) ? host.name : "192.168.200." + (1 + addresses++ % 250));
            case ADDRESS_GONE -> {
                host.losesItsAddress();
                world.after(aWhile(), () -> host.moveTo(host.name));
            }
            case DISK_FULL -> {
                host.diskIsFull(true);
                world.after(aWhile(), () -> host.diskIsFull(false));
            }
            case FILE_GONE -> host.losesItsFile();
            case ASKED_TO_RESERVE -> asks(host, new TenancyFact.ReserveAsked());
            case ASKED_TO_RELEASE -> {
                etcd.table().leases().stream()
                        .filter(lease -> host.wrote(lease.value()))
                        .forEach(simulation.judge::askedBack);
                asks(host, new TenancyFact.ReleaseAsked());
            }
            default -> {
                String mac = "{\"VtepMAC\":\"" + world.below(4) + "\"}";
                asks(host, new TenancyFact.BackendDataGiven(mac, world.isOneIn(2) ? null : mac));
            }
        }
    }

    private static void asks(SimulatedHost host, TenancyFact wish) {
        host.part(TenancyPart.class).ifPresent(part -> host.run(part, () -> part.take(wish)));
    }

    private static void ifHolding(SimulatedHost host, Consumer<SubnetLease> what) {
        Optional<SubnetLease> lease = host.held().map(Held::lease);
        lease.ifPresent(what);
    }

    private void byOthers(Kind kind, SimulatedHost host) {
        if (faults.isEtcdAway()) {
            return;
        }
        switch (kind) {
            case KEY_DELETED -> operators.deletesSomething();
            case GRANT_REVOKED -> operators.revokesSomething();
            case ALL_GRANTS_REVOKED -> operators.revokesEverything();
            case RESERVED_OR_NOT -> operators.turnsSomething();
            case RESERVED_FOR -> operators.reservesFor(host.identity());
            case PART_RESERVED -> ifHolding(host, operators::reservesPartOf);
            case OTHER_GRANT -> operators.putsSomethingOnAnotherGrant();
            case STOLEN -> operators.stealsSomething();
            case GARBAGE -> {
                operators.writesGarbage();
                operators.writesAStrangeKey();
            }
            case NETWORK -> simulation.putsNetwork();
            case NETWORK_BAD -> {
                if (world.isOneIn(2)) {
                    etcd.putNetwork(Networks.broken());
                } else {
                    etcd.deleteNetwork();
                }
            }
            default -> simulation.flanneldComesOrGoes();
        }
    }
}
