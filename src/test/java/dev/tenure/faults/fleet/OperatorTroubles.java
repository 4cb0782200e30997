package dev.tenure.faults.fleet;

import dev.tenure.live.Operator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What an operator, or somebody who takes himself for one, does to leases and to the network config. */
final class OperatorTroubles implements TroubleMaker.Source {
    private static final String NETWORK = "network config";
    private static final String THIEF =
            "{\"PublicIP\":\"192.0.2.99\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\"}";

    private static final List<String> STRANGE_KEYS =
            List.of("10.5.200.0-24", "10.5.128.0-17", "nonsense", "10.5.52.0-33");
    private static final List<String> STRANGE_VALUES =
            List.of("", "{", "null", "{\"PublicIP\":\"not an address\"}", "x".repeat(100_000));

    private final Operator operator;
    private final long ttlSeconds;
    private final String network;
    private final List<String> worseNetworks;

    /**
     * @param ttlSeconds of the grants that it makes
     * @param network the network config as it should be
     * @param worseNetworks what stands in its place for a while; an empty one stands for none at all
     */
    OperatorTroubles(Operator operator, long ttlSeconds, String network, List<String> worseNetworks) {
        this.operator = operator;
        this.ttlSeconds = ttlSeconds;
        this.network = network;
        this.worseNetworks = worseNetworks;
    }

    @Override
    public Optional<Trouble> next(RandomGenerator random, Set<String> busy) {
        if (!ClusterTroubles.areMembersWell(busy)) {
            return Optional.empty();
        }
        return switch (random.nextInt(8)) {
            case 0, 1 -> ofNetwork(random, busy);
            case 2 -> garbage(random, busy);
            default -> ofLease(random, busy);
        };
    }

    private Optional<Trouble> ofLease(RandomGenerator random, Set<String> busy) {
        List<Map.Entry<String, Operator.Stored>> leases = operator.leases().entrySet().stream()
                .filter(lease -> lease.getKey().endsWith("-24") && lease.getValue().grant() != 0)
                .filter(lease -> !busy.contains(lease.getKey()))
                .toList();
        return leases.isEmpty() ? Optional.empty() : Optional.of(ofLease(random, Chance.oneOf(random, leases)));
    }

    private Trouble ofLease(RandomGenerator random, Map.Entry<String, Operator.Stored> lease) {
        String key = lease.getKey();
        String path = "subnets/" + key;
        Operator.Stored stored = lease.getValue();
        return switch (random.nextInt(5)) {
            case 0 -> Trouble.atOnce("revocation of the grant of " + key, () -> operator.revoke(stored.grant()));
            case 1 -> Trouble.atOnce("deletion of " + key, () -> operator.delete(path));
            case 2 -> Trouble.atOnce("theft of " + key, () -> operator.put(path, THIEF, operator.grant(ttlSeconds)));
            case 3 ->
                Trouble.atOnce(
                        "another grant for " + key,
                        () -> operator.put(path, stored.value(), operator.grant(ttlSeconds)));
            default -> reservation(random, key, stored.value());
        };
    }

    private Trouble reservation(RandomGenerator random, String key, String value) {
        String path = "subnets/" + key;
        return new Trouble(
                "reservation of " + key,
                Set.of(key),
                Chance.between(random, 500, 15_000),
                () -> operator.put(path, value),
                () -> operator.find(path)
                        .filter(now -> now.grant() == 0)
                        .ifPresent(now -> operator.put(path, now.value(), operator.grant(ttlSeconds))));
    }

    private Optional<Trouble> garbage(RandomGenerator random, Set<String> busy) {
        String path = "subnets/" + Chance.oneOf(random, STRANGE_KEYS);
        String value = Chance.oneOf(random, STRANGE_VALUES);
        return busy.contains(path)
                ? Optional.empty()
                : Optional.of(new Trouble(
                        "garbage at " + path,
                        Set.of(path),
                        Chance.between(random, 500, 5_000),
                        () -> operator.put(path, value),
                        () -> operator.delete(path)));
    }

    private Optional<Trouble> ofNetwork(RandomGenerator random, Set<String> busy) {
        String worse = Chance.oneOf(random, worseNetworks);
        return busy.contains(NETWORK)
                ? Optional.empty()
                : Optional.of(new Trouble(
                        worse.isEmpty() ? "no network config" : "network config " + worse,
                        Set.of(NETWORK),
                        Chance.between(random, 500, 10_000),
                        () -> replaceNetwork(worse),
                        () -> replaceNetwork(network)));
    }

    private void replaceNetwork(String json) {
        if (json.isEmpty()) {
            operator.delete("config");
        } else {
            operator.network(json);
        }
    }
}
