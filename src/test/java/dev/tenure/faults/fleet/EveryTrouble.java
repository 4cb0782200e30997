package dev.tenure.faults.fleet;

import dev.tenure.live.Operator;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Every fault of the matrix that can be made to agents in this JVM, on a cluster of three, each behind an {@link Uplink}. An
 * operator writes only while all members are well, so that it always knows what it has written.
 */
final class EveryTrouble implements TroubleMaker.Source {
    private static final String NETWORK = "network config";
    private static final String THIEF = "{\"PublicIP\":\"192.0.2.99\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\"}";

    private final SoakCluster cluster;
    private final List<Uplink> uplinks;
    private final Fleet fleet;
    private final Operator operator;
    private final String network;
    private final List<String> worseNetworks;
    private final long ttlSeconds;

    /**
     * @param uplinks one for each host of the fleet, in the same order
     * @param operator hears of every write
     * @param worseNetworks what to put in place of {@code network} for a while; an empty one stands for no network config
     */
    EveryTrouble(
            SoakCluster cluster,
            List<Uplink> uplinks,
            Fleet fleet,
            Operator operator,
            String network,
            List<String> worseNetworks,
            long ttlSeconds) {
        this.cluster = cluster;
        this.uplinks = uplinks;
        this.fleet = fleet;
        this.operator = operator;
        this.network = network;
        this.worseNetworks = worseNetworks;
        this.ttlSeconds = ttlSeconds;
    }

    /** A kind of fault with so many chances among all others. */
    private record Kind(int chances, Maker maker) {}

    private interface Maker {
        @Nullable
        Trouble make(RandomGenerator random, Set<String> busy);
    }

    private final List<Kind> kinds = List.of(
            new Kind(3, (random, busy) -> ofMember(random, busy)),
            new Kind(1, (random, busy) -> ofQuorum(random, busy)),
            new Kind(6, (random, busy) -> ofUplink(random, busy)),
            new Kind(1, (random, busy) -> ofAllUplinks(random, busy)),
            new Kind(6, (random, busy) -> ofKey(random, busy)),
            new Kind(2, (random, busy) -> ofNetwork(random, busy)),
            new Kind(2, (random, busy) -> ofStore(random, busy)),
            new Kind(3, (random, busy) -> ofAgent(random, busy)));

    @Override
    public Optional<Trouble> next(RandomGenerator random, Set<String> busy) {
        int chance = random.nextInt(kinds.stream().mapToInt(Kind::chances).sum());
        for (Kind kind : kinds) {
            chance -= kind.chances();
            if (chance < 0) {
                return Optional.ofNullable(kind.maker().make(random, busy));
            }
        }
        throw new AssertionError("the chances do not add up");
    }

    private static Duration between(RandomGenerator random, int leastMillis, int mostMillis) {
        return Duration.ofMillis(random.nextInt(leastMillis, mostMillis + 1));
    }

    // ---- the cluster

    private static boolean areAllMembersWell(Set<String> busy) {
        return busy.stream().noneMatch(target -> target.startsWith("member"));
    }

    /** Nor is there anything that an operator still has to undo. */
    private static boolean isClusterFree(Set<String> busy) {
        return busy.stream().allMatch(target -> target.startsWith("uplink") || target.startsWith("agent"));
    }

    private @Nullable Trouble ofMember(RandomGenerator random, Set<String> busy) {
        int number = random.nextInt(cluster.members().size());
        if (!isClusterFree(busy)) {
            return null;
        }
        EtcdServer member = cluster.members().get(number);
        Set<String> target = Set.of("member " + number);
        return switch (random.nextInt(3)) {
            case 0 ->
                new Trouble(
                        "kill -9 of member " + number,
                        target,
                        between(random, 500, 8_000),
                        member::kill,
                        member::restart);
            case 1 ->
                new Trouble(
                        "SIGTERM of member " + number,
                        target,
                        between(random, 200, 3_000),
                        member::terminate,
                        member::restart);
            default ->
                new Trouble(
                        "SIGSTOP of member " + number,
                        target,
                        between(random, 500, 12_000),
                        member::freeze,
                        member::thaw);
        };
    }

    private @Nullable Trouble ofQuorum(RandomGenerator random, Set<String> busy) {
        if (!isClusterFree(busy)) {
            return null;
        }
        List<EtcdServer> two = cluster.members().subList(0, 2);
        return new Trouble(
                "kill -9 of members 0 and 1",
                Set.of("member 0", "member 1"),
                between(random, 500, 6_000),
                () -> two.forEach(EtcdServer::kill),
                () -> {
                    two.forEach(EtcdServer::launch);
                    two.forEach(EtcdServer::awaitReady);
                });
    }

    private @Nullable Trouble ofStore(RandomGenerator random, Set<String> busy) {
        if (!areAllMembersWell(busy)) {
            return null;
        }
        return random.nextBoolean()
                ? Trouble.atOnce("compaction", Set.of(), operator::compact)
                : Trouble.atOnce("defragmentation", Set.of(), cluster::defragment);
    }

    // ---- the network between

    private @Nullable Trouble ofUplink(RandomGenerator random, Set<String> busy) {
        int number = random.nextInt(uplinks.size());
        String target = "uplink " + number;
        return busy.contains(target) ? null : ofUplink(random, uplinks.get(number), target);
    }

    private static Trouble ofUplink(RandomGenerator random, Uplink uplink, String target) {
        Set<String> targets = Set.of(target);
        Runnable mend = () -> uplink.each(TcpProxy::forward);
        return switch (random.nextInt(7)) {
            case 0 ->
                new Trouble(
                        "silence on " + target,
                        targets,
                        between(random, 500, 12_000),
                        () -> uplink.each(TcpProxy::hold),
                        mend);
            case 1 ->
                new Trouble(
                        "no answers on " + target,
                        targets,
                        between(random, 500, 8_000),
                        () -> uplink.each(TcpProxy::holdAnswers),
                        // what was answered is lost for good
                        () -> {
                            uplink.each(TcpProxy::cut);
                            mend.run();
                        });
            case 2 ->
                new Trouble(
                        "refusal on " + target,
                        targets,
                        between(random, 500, 12_000),
                        () -> uplink.each(TcpProxy::refuse),
                        mend);
            case 3 -> Trouble.atOnce("a cut of " + target, targets, () -> uplink.each(TcpProxy::cut));
            case 4 -> flapping(random, uplink, target);
            case 5 -> {
                Duration latency = between(random, 20, 400);
                yield new Trouble(
                        "latency of " + latency.toMillis() + " ms on " + target,
                        targets,
                        between(random, 1_000, 8_000),
                        () -> uplink.each(proxy -> proxy.latency(latency)),
                        () -> uplink.each(proxy -> proxy.latency(Duration.ZERO)));
            }
            default -> byteLimit(random, uplink, target);
        };
    }

    private static Trouble flapping(RandomGenerator random, Uplink uplink, String target) {
        Duration every = between(random, 200, 1_000);
        Flapping flapping = new Flapping(uplink, every);
        return new Trouble(
                "a cut every " + every.toMillis() + " ms of " + target,
                Set.of(target),
                between(random, 1_000, 6_000),
                flapping::begin,
                flapping::end);
    }

    private static Trouble byteLimit(RandomGenerator random, Uplink uplink, String target) {
        int bytes = random.nextInt(200, 20_000);
        return new Trouble(
                "a cut after every " + bytes + " bytes of answers on " + target,
                Set.of(target),
                between(random, 1_000, 6_000),
                () -> uplink.each(proxy -> {
                    proxy.cutAfterAnswerBytes(bytes);
                    proxy.cut();
                }),
                () -> uplink.each(proxy -> {
                    proxy.cutAfterAnswerBytes(Long.MAX_VALUE);
                    proxy.cut();
                }));
    }

    private @Nullable Trouble ofAllUplinks(RandomGenerator random, Set<String> busy) {
        if (busy.stream().anyMatch(target -> target.startsWith("uplink"))) {
            return null;
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < uplinks.size(); i++) {
            all.add("uplink " + i);
        }
        return new Trouble(
                "refusal on every uplink",
                Set.copyOf(all),
                between(random, 500, 5_000),
                () -> uplinks.forEach(uplink -> uplink.each(TcpProxy::refuse)),
                () -> uplinks.forEach(uplink -> uplink.each(TcpProxy::forward)));
    }

    // ---- what is in etcd

    private @Nullable Trouble ofKey(RandomGenerator random, Set<String> busy) {
        List<Map.Entry<String, Operator.Stored>> leases = areAllMembersWell(busy)
                ? operator.leases().entrySet().stream()
                        .filter(lease -> !busy.contains(lease.getKey()))
                        .filter(lease -> lease.getValue().grant() != 0)
                        .toList()
                : List.of();
        if (leases.isEmpty()) {
            return null;
        }
        Map.Entry<String, Operator.Stored> lease = leases.get(random.nextInt(leases.size()));
        String key = lease.getKey();
        String path = "subnets/" + key;
        Operator.Stored stored = lease.getValue();
        return switch (random.nextInt(6)) {
            case 0 ->
                Trouble.atOnce("revocation of the grant of " + key, Set.of(), () -> operator.revoke(stored.grant()));
            case 1 -> Trouble.atOnce("deletion of " + key, Set.of(), () -> operator.delete(path));
            case 2 ->
                Trouble.atOnce(
                        "theft of " + key, Set.of(), () -> operator.put(path, THIEF, operator.grant(ttlSeconds)));
            case 3 ->
                Trouble.atOnce(
                        "another grant for " + key,
                        Set.of(),
                        () -> operator.put(path, stored.value(), operator.grant(ttlSeconds)));
            case 4 -> reservation(random, key, stored.value());
            default -> garbage(random);
        };
    }

    private Trouble reservation(RandomGenerator random, String key, String value) {
        String path = "subnets/" + key;
        return new Trouble(
                "reservation of " + key,
                Set.of(key),
                between(random, 500, 15_000),
                () -> operator.put(path, value),
                () -> operator.find(path)
                        .filter(now -> now.grant() == 0)
                        .ifPresent(now -> operator.put(path, now.value(), operator.grant(ttlSeconds))));
    }

    private Trouble garbage(RandomGenerator random) {
        List<String> keys = List.of("10.5.200.0-24", "10.5.0.0-15", "nonsense", "10.5.52.0-33");
        List<String> values = List.of("", "{", "null", "{\"PublicIP\":\"not an address\"}", "x".repeat(100_000));
        String path = "subnets/" + keys.get(random.nextInt(keys.size()));
        String value = values.get(random.nextInt(values.size()));
        return new Trouble(
                "garbage at " + path,
                Set.of(path),
                between(random, 500, 5_000),
                () -> operator.put(path, value),
                () -> operator.delete(path));
    }

    private @Nullable Trouble ofNetwork(RandomGenerator random, Set<String> busy) {
        if (!areAllMembersWell(busy) || busy.contains(NETWORK)) {
            return null;
        }
        String worse = worseNetworks.get(random.nextInt(worseNetworks.size()));
        return new Trouble(
                worse.isEmpty() ? "no network config" : "network config " + worse,
                Set.of(NETWORK),
                between(random, 500, 10_000),
                () -> {
                    if (worse.isEmpty()) {
                        operator.delete("config");
                    } else {
                        operator.network(worse);
                    }
                },
                () -> operator.network(network));
    }

    // ---- the hosts

    private @Nullable Trouble ofAgent(RandomGenerator random, Set<String> busy) {
        int number = random.nextInt(fleet.hosts().size());
        FleetHost host = fleet.hosts().get(number);
        String target = "agent " + number;
        if (busy.contains(target)) {
            return null;
        }
        return random.nextInt(4) == 0
                ? Trouble.atOnce("removal of subnet.env of " + host.publicIp(), Set.of(), () -> removeSubnetEnv(host))
                : new Trouble(
                        "stop of the agent of " + host.publicIp(),
                        Set.of(target),
                        between(random, 1, 9_000),
                        () -> fleet.stop(host),
                        () -> fleet.start(host));
    }

    private static void removeSubnetEnv(FleetHost host) {
        try {
            Files.deleteIfExists(host.subnetEnv());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
