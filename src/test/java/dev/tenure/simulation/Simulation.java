package dev.tenure.simulation;

import dev.tenure.tenancy.TenancyState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One run: hosts start, then comes a bad time of faults, operators and flanneld, then a good time in which everybody has to come
 * to rest, and last a time in which only operators are busy.
 */
final class Simulation {
    private static final Duration HEARD_WITHIN = Duration.ofMillis(200);
    private static final int LOOKS_MAX = 50;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int OPERATORS_CHANGES = 3;

    /** Within this everybody who can hold a subnet holds one; that a watch is dead is noticed within 70 seconds. */
    private static final Duration SOON = Duration.ofSeconds(100);

    final World world;
    final Faults faults = new Faults();
    final Story story;
    final Judge judge;
    final SimulatedEtcd etcd;
    final Operators operators;
    final List<SimulatedHost> hosts = new ArrayList<>();

    private final Shape shape;
    private final Duration ttl;
    private final Surroundings around;
    private final List<Flanneld> flannelds = new ArrayList<>();
    private boolean isTight;

    Simulation(World world, Shape shape, Plant plant) {
        this.world = world;
        this.shape = shape;
        ttl = shape.settings().ttl();
        story = new Story(world);
        judge = new Judge(world, story, ttl);
        etcd = new SimulatedEtcd(world, faults, judge);
        judge.judges(etcd);
        operators = new Operators(world, etcd, ttl);
        around = new Surroundings(world, etcd, faults, shape.settings(), plant, judge, story);
        for (int number = 0; number < shape.hosts(); number++) {
            joins();
        }
        for (int number = 1; number <= shape.flannelds(); number++) {
            flannelds.add(new Flanneld(number, world, etcd, faults, ttl));
        }
    }

    /** The world of this seed. */
    static Simulation of(long seed, Plant plant) {
        World world = new World(seed);
        return new Simulation(world, Shape.of(world), plant);
    }

    /** One more host, which has not started yet. */
    SimulatedHost joins() {
        int number = hosts.size();
        String address = "192.168." + (64 + number / 250) + "." + (1 + number % 250);
        SimulatedHost host = new SimulatedHost(address, around, world.between(0.995, 1.005));
        hosts.add(host);
        judge.judges(host);
        return host;
    }

    SimulatedHost someone() {
        return world.oneOf(hosts);
    }

    // ---- the run

    void run() {
        isTight = shape.isTight() && !shape.troubles().isEmpty();
        boolean isExact = shape.isTight() && shape.troubles().isEmpty();
        faults.lossOneIn = shape.troubles().isEmpty() ? shape.lossOneIn() : 0;
        etcd.putNetwork(isExact ? Networks.plain(hosts.size()) : world.oneOf(Networks.good(room())));
        hosts.forEach(host -> world.after(world.between(0, 2_000), host::start));
        passes(Duration.ofSeconds(20));
        badTime();
        calmDown(isExact);
        passes(SOON);
        Rest rest = new Rest(this);
        rest.everybodyHolds();
        passes(ttl.plus(SOON));
        isReached(rest);
        long written = judge.agentRevisions();
        passes(ttl.multipliedBy(3));
        rest.nobodyHasWrittenSince(written);
        isReached(rest);
        if (!isExact) {
            operatorsAreBusy();
        }
    }

    private void badTime() {
        faults.lossOneIn = shape.lossOneIn();
        faults.busTroubleOneIn = shape.busTroubleOneIn();
        Trouble trouble = new Trouble(this, shape);
        for (int step = 0; step < shape.steps(); step++) {
            trouble.happens();
            passes(world.between(Duration.ZERO, ttl.dividedBy(world.oneOf(List.of(6, 60, 600)))));
        }
    }

    private void calmDown(boolean isExact) {
        story.tell("fate", "all is well again", "");
        etcdStarts();
        faults.end();
        hosts.forEach(host -> host.link.changed());
        isTight = false;
        if (!shape.flanneldStays()) {
            flannelds.forEach(Flanneld::stop);
        }
        if (!isExact) {
            putsNetwork();
        }
        for (SimulatedHost host : hosts) {
            host.link.cut(false);
            host.moveTo(host.name);
            host.diskIsFull(false);
            host.resume();
            if (host.state().filter(TenancyState.Stopped.class::isInstance).isPresent()) {
                host.crash();
            }
            host.start();
            host.allPartsAskAgain();
        }
    }

    /** Without faults no grant is left behind, however much operators change. */
    private void operatorsAreBusy() {
        for (int change = 0; change < OPERATORS_CHANGES; change++) {
            someone().held().ifPresent(held -> operators.turns(held.lease()));
            someone().held().ifPresent(held -> operators.reservesPartOf(held.lease()));
            putsNetwork();
            passes(Duration.ofSeconds(8));
        }
        passes(Duration.ofSeconds(20));
        isReached(new Rest(this));
    }

    /** Looked at when everybody has had the time to hear of the last write, since flannelds that stay go on writing. */
    private void isReached(Rest rest) {
        long revision = -1;
        for (int look = 0; look < LOOKS_MAX && revision != etcd.revision(); look++) {
            revision = etcd.revision();
            passes(HEARD_WITHIN);
        }
        rest.isReached();
    }

    void passes(Duration duration) {
        Duration look = ttl.compareTo(MINUTE) > 0 ? ttl.dividedBy(MINUTE.toSeconds()) : SECOND;
        for (Duration left = duration; left.isPositive(); left = left.minus(look)) {
            world.runFor(left.compareTo(look) < 0 ? left : look);
            judge.looksAtReadiness();
        }
    }

    // ---- what happens to all of them

    /** At the end the pool has room for everybody twice, since old and new are held together in a move. */
    private int room() {
        return isTight ? Math.max(1, hosts.size() - 1) : hosts.size() * 3 + 20;
    }

    void putsNetwork() {
        if (!faults.isEtcdAway()) {
            etcd.putNetwork(world.oneOf(Networks.good(room())));
        }
    }

    void etcdStops() {
        faults.isEtcdDown = true;
        faults.etcdStarts++;
        etcd.breakWatches();
        hosts.forEach(host -> host.link.changed());
    }

    void etcdStarts() {
        if (faults.isEtcdDown) {
            faults.isEtcdDown = false;
            etcd.newLeader();
            hosts.forEach(host -> host.link.changed());
        }
    }

    void etcdFreezes() {
        faults.isEtcdFrozen = true;
        hosts.forEach(host -> host.link.changed());
    }

    void etcdThaws() {
        faults.thaw();
        hosts.forEach(host -> host.link.changed());
    }

    void flanneldComesOrGoes() {
        if (!flannelds.isEmpty()) {
            Flanneld one = world.oneOf(flannelds);
            if (world.isOneIn(3)) {
                one.stop();
            } else {
                one.start();
            }
        }
    }

    Shape shape() {
        return shape;
    }

    List<Flanneld> flannelds() {
        return flannelds;
    }
}
