package dev.tenure.faults;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * I9: when the trouble is over each host knows exactly what etcd knows, compared by key and mod_revision. Only its own leases are
 * left out, which it does not call peers.
 */
final class CachesAgree implements Rest.Rule {
    @Override
    public List<Violation> violations(Rest rest) {
        var leases = rest.evidence().history().end().leases();
        return rest.hosts().stream()
                .flatMap(host -> {
                    Map<String, Long> expected = new TreeMap<>();
                    leases.stream()
                            .filter(lease -> !lease.isHeldBy(host.log().identity()))
                            .forEach(lease -> expected.put(lease.key().text(), lease.modRevision()));
                    return host
                            .says()
                            .peers()
                            .map(known -> known.equals(expected) ? "" : difference(known, expected))
                            .or(() -> Optional.of("does not say whom it knows"))
                            .filter(sentence -> !sentence.isEmpty())
                            .map(sentence -> new Violation("I9", host.log().name() + " " + sentence))
                            .stream();
                })
                .toList();
    }

    private static String difference(Map<String, Long> known, Map<String, Long> expected) {
        StringBuilder text = new StringBuilder("does not know what etcd knows:");
        TreeSet<String> keys = new TreeSet<>(known.keySet());
        keys.addAll(expected.keySet());
        keys.stream()
                .filter(key -> !Objects.equals(known.get(key), expected.get(key)))
                .limit(5)
                .forEach(key -> text.append(" ")
                        .append(key)
                        .append(" is at ")
                        .append(expected.get(key))
                        .append(", known at ")
                        .append(known.get(key)));
        return text.toString();
    }
}
