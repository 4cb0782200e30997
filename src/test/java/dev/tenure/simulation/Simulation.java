package dev.tenure.simulation;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.TenancySettings;
import dev.tenure.tenancy.TenancyState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One run: some hosts, a bad time of faults and outsiders, then a good time in which everybody has to come to rest. The
 * invariants are looked at whenever a host's lease changes and every second.
 */
final class Simulation {
    static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration SECOND = Duration.ofSeconds(1);
    /** Ended leases of the bad time, backoffs, and a move that had to wait for them. */
    private static final Duration REST_WITHIN = TTL.plusSeconds(60);

    private final World world;
    private final EtcdModel etcd;
    private final Outsiders outsiders;
    private final Link.Faults faults = new Link.Faults();
    private final List<SimulatedHost> hosts = new ArrayList<>();
    private final boolean isRough;
    /** True while the pool has fewer subnets than there are hosts, so that somebody waits for each that becomes free. */
    private boolean isTight;

    private int moves;

    Simulation(long seed, Plant plant) {
        world = new World(seed);
        etcd = new EtcdModel(world, plant);
        outsiders = new Outsiders(world, etcd, TTL);
        isRough = world.below(4) != 0;
        int count = 3 + world.below(world.isOneIn(5) ? 48 : 14);
        var conflict = world.oneOf(List.of(TenancySettings.Conflict.values()));
        var settings = new TenancySettings(TTL, Duration.ofMinutes(60), TenancySettings.Renumber.MOVE, conflict);
        for (int number = 0; number < count; number++) {
            hosts.add(new SimulatedHost(
                    "192.168.64." + (number + 1), world, etcd, new Link(world, faults), settings, plant, this::lookAt));
        }
    }

    /** At the end the pool has room for everybody twice, since old and new are held together in a move. */
    private String network(int choice) {
        int last = isTight ? hosts.size() - 1 : Math.min(250, hosts.size() * 2 + 10);
        String range = ",\"SubnetMax\":\"10.%d." + last + ".0\",\"Backend\":{\"Type\":\"vxlan\"}}";
        return switch (choice) {
            case 0 -> "{\"Network\":\"10.5.0.0/16\"" + range.formatted(5);
            case 1 -> "{\"Network\":\"10.6.0.0/16\"" + range.formatted(6);
            case 2 -> "{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":25" + range.formatted(5);
            case 3 ->
                "{\"Network\":\"10.5.0.0/16\",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"" + range.formatted(5);
            case 4 -> "{\"EnableIPv4\":false,\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"}";
            default -> "{\"Network\":\"here\"}";
        };
    }

    void run() {
        isTight = isRough && world.isOneIn(2);
        etcd.putNetwork(network(0));
        hosts.forEach(host -> world.after(world.between(0, 2_000), host::start));
        passes(Duration.ofSeconds(20));
        if (isRough) {
            int loss = world.oneOf(List.of(3, 20, 100));
            for (int seconds = 0; seconds < 180; seconds++) {
                faults.lossOneIn = loss;
                somethingHappens();
                passes(SECOND);
            }
        }
        calmDown();
        passes(REST_WITHIN);
        isAtRest();
        long revision = etcd.revision();
        passes(TTL.multipliedBy(3));
        mustBe(etcd.revision() == revision, "quiet: nobody writes while nothing happens (I8)");
        isAtRest();
        operatorsAreBusy();
    }

    /** Without faults no grant is left behind, however much operators change. */
    private void operatorsAreBusy() {
        for (int change = 0; change < 4; change++) {
            someone().held().map(Held::lease).ifPresent(outsiders::turns);
            someone().held().map(Held::lease).ifPresent(outsiders::reservesPartOf);
            etcd.putNetwork(network(world.below(5)));
            passes(Duration.ofSeconds(8));
        }
        passes(Duration.ofSeconds(15));
        isAtRest();
    }

    private void passes(Duration duration) {
        for (long seconds = 0; seconds < duration.toSeconds(); seconds++) {
            world.runFor(SECOND);
            reservationsStand();
        }
    }

    private SimulatedHost someone() {
        return hosts.get(world.below(hosts.size()));
    }

    private void somethingHappens() {
        SimulatedHost host = someone();
        switch (world.below(26)) {
            case 0 -> host.crash();
            case 1, 2, 3 -> host.start();
            case 4 -> {
                host.pause();
                world.after(world.between(100, 150_000), host::resume);
            }
            case 5, 6 -> {
                host.link.cut(true);
                world.after(world.between(100, 150_000), () -> host.link.cut(false));
            }
            case 7 -> {
                faults.isEtcdAway = true;
                world.after(world.between(100, 20_000), () -> faults.isEtcdAway = false);
            }
            case 8 -> etcd.newLeader();
            case 9 -> outsiders.deletesSomething();
            case 10 -> outsiders.revokesSomething();
            case 11, 12 -> outsiders.turnsSomething();
            case 13 -> outsiders.reservesFor(host.identity());
            case 14 -> outsiders.writesGarbage();
            case 15, 16 -> outsiders.flanneldStarts("192.168.70." + (1 + world.below(4)));
            case 17, 18 -> etcd.putNetwork(network(world.below(6)));
            case 19 ->
                hosts.forEach(other -> world.after(world.between(0, 100), () -> {
                    other.crash();
                    other.start();
                }));
            case 20 -> host.moveTo("192.168.65." + ++moves);
            case 21 -> host.moveTo(host.name);
            case 22 -> host.held().map(Held::lease).ifPresent(outsiders::reservesPartOf);
            default -> {}
        }
    }

    private void calmDown() {
        faults.lossOneIn = 0;
        faults.isEtcdAway = false;
        outsiders.flanneldStops();
        isTight = false;
        etcd.putNetwork(network(isRough ? world.below(5) : 0));
        for (SimulatedHost host : hosts) {
            host.link.cut(false);
            host.moveTo(host.name);
            host.resume();
            host.start();
        }
    }

    private void mustBe(boolean isSo, String what) {
        if (!isSo) {
            throw new AssertionError(
                    "tenure.seed=" + world.seed + " at " + world.now().nanos() / 1_000_000 + " ms: " + what);
        }
    }

    /** I1: no two hosts are certain of overlapping subnets, but for what an outsider took from one who cannot know yet. */
    private void lookAt(SimulatedHost host) {
        certain(host).ifPresent(mine -> {
            for (SimulatedHost other : hosts) {
                Optional<SubnetLease> theirs = other == host ? Optional.empty() : certain(other);
                if (theirs.isPresent() && theirs.get().subnet().overlaps(mine.subnet())) {
                    mustBe(
                            outsiders.hasTaken(mine) || outsiders.hasTaken(theirs.get()),
                            "one subnet, one host (I1): " + host.name + " holds " + mine + ", " + other.name + " holds "
                                    + theirs.get());
                }
            }
        });
    }

    private Optional<SubnetLease> certain(SimulatedHost host) {
        return host.held().filter(held -> held.isCertain(world.now())).map(Held::lease);
    }

    /** I2: what an operator has reserved stays without a grant until an outsider changes it. */
    private void reservationsStand() {
        outsiders
                .reserved()
                .forEach((key, revision) -> mustBe(
                        etcd.find(key).filter(SubnetLease::isReservation).isPresent(),
                        "a reservation stays a reservation (I2): " + key + " of revision " + revision));
    }

    /** I5, I6, I11, and that everybody has what the network config asks for. */
    private void isAtRest() {
        NetworkConfig network = (NetworkConfig) etcd.network().reading();
        var leases = List.copyOf(etcd.table().leases());
        for (SimulatedHost host : hosts) {
            mustBe(
                    host.tenancy().state() instanceof TenancyState.Holding holding
                            && holding.move().isEmpty()
                            && holding.held().isCertain(world.now())
                            && network.allows(holding.held().lease().subnet())
                            && leases.contains(holding.held().lease())
                            && holding.held().lease().isHeldBy(host.identity()),
                    "everybody has a subnet (I11): " + host.name + " is "
                            + host.tenancy().state());
            mustBe(
                    host.subnetEnv().equals(host.held().map(held -> held.lease().subnet())),
                    "subnet.env names it (P5): " + host.name + " has " + host.subnetEnv() + " and " + host.held());
            long granted = leases.stream()
                    .filter(lease -> lease.isHeldBy(host.identity()) && !lease.isReservation())
                    .count();
            long expected = host.held().orElseThrow().lease().isReservation() ? 0 : 1;
            mustBe(granted == expected, "one key for each host (I5): " + host.name + " has " + granted + " leases");
        }
        for (SubnetLease one : leases) {
            for (SubnetLease two : leases) {
                boolean isOneHost =
                        one.key().equals(two.key()) || isHeldByHolderOf(one, two) || isHeldByHolderOf(two, one);
                // what operators reserve or spoil side by side is their doing
                boolean isOurs = !one.isReservation() && two.value() instanceof HostAttributes;
                mustBe(
                        isOneHost || !isOurs || !one.subnet().overlaps(two.subnet()),
                        "no overlap (I5): " + one + " and " + two);
            }
        }
        long granted = leases.stream().filter(lease -> !lease.isReservation()).count();
        mustBe(etcd.grantCount() == granted, "no leaks (I6): " + etcd.grantCount() + " grants for " + leases);
    }

    private static boolean isHeldByHolderOf(SubnetLease one, SubnetLease two) {
        return two.value() instanceof HostAttributes attributes && one.isHeldBy(attributes.identity());
    }
}
