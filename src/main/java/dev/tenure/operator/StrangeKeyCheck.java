package dev.tenure.operator;

import dev.tenure.json.JsonFields;
import dev.tenure.registry.StrangeKeys;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is said of keys below {@code subnets/} that are not the key of a lease. A snapshot has their number and a few names,
 * some of them cut, and no revisions; so no condition could be put on removing one, and no repair does (P4).
 */
final class StrangeKeyCheck {
    private static final int NAMED_MAX = 3;

    private StrangeKeyCheck() {}

    /** All in one finding, since there may be any number of them; empty if there are none. */
    static Optional<Finding> finding(StrangeKeys strange) {
        if (strange.count() == 0) {
            return Optional.empty();
        }
        String named = strange.names().stream()
                .limit(NAMED_MAX)
                .map(JsonFields::quote)
                .collect(Collectors.joining(", ", ": ", strange.count() > NAMED_MAX ? " and so on" : ""));
        return Optional.of(new Finding(
                FindingCode.STRANGE_KEY,
                strange.names().stream().map(name -> new Finding.KeyAt(name, 0)).toList(),
                Wording.count(strange.count(), "key") + " below subnets/ " + (strange.count() == 1 ? "is" : "are")
                        + " not the key of a lease" + named,
                "no host reads such a key and no repair removes one: see who writes it (etcdctl get --prefix --keys-only"
                        + " <prefix>/subnets/ names every key as it is), then remove it with etcdctl del",
                List.of()));
    }
}
