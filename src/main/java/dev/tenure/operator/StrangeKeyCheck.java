package dev.tenure.operator;

import dev.tenure.json.JsonFields;
import dev.tenure.registry.StrangeEntry;
import dev.tenure.registry.StrangeKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is said of keys below {@code subnets/} that are not the key of a lease. A snapshot has their number and a few names,
 * some of them cut, and no revisions; so no condition could be put on removing one, and no repair does (P4) unless each was
 * asked for.
 */
final class StrangeKeyCheck {
    private static final int NAMED_MAX = 3;

    /** There may be any number of them; the next check finds more. */
    private static final int EACH_MAX = 1_000;

    private StrangeKeyCheck() {}

    /** One finding for each that is known exactly, and one for all others. */
    static List<Finding> findings(StrangeKeys strange, CheckFacts facts) {
        List<StrangeEntry> known = facts.strange().orElse(List.of());
        List<Finding> found = new ArrayList<>();
        known.stream().limit(EACH_MAX).forEach(entry -> found.add(exactly(entry)));
        long others = facts.strange().isPresent() ? known.size() - found.size() : strange.count();
        if (others > 0) {
            List<String> names = facts.strange().isPresent()
                    ? known.stream()
                            .skip(EACH_MAX)
                            .limit(NAMED_MAX)
                            .map(StrangeEntry::name)
                            .toList()
                    : strange.names();
            found.add(counted(others, names));
        }
        return found;
    }

    private static Finding exactly(StrangeEntry entry) {
        return new Finding(
                FindingCode.STRANGE_KEY,
                List.of(new Finding.KeyAt(entry.name(), entry.modRevision())),
                JsonFields.quote(entry.name()) + " below subnets/ is not the key of a lease",
                "no host reads it: see who writes it, then let repair remove it",
                List.of(new Repair.DeleteStrange(entry.name(), entry.modRevision())));
    }

    private static Finding counted(long count, List<String> names) {
        // who follows the registry has counted them and kept no name
        String named = names.isEmpty()
                ? ""
                : names.stream()
                        .limit(NAMED_MAX)
                        .map(JsonFields::quote)
                        .collect(Collectors.joining(", ", ": ", count > NAMED_MAX ? " and so on" : ""));
        return new Finding(
                FindingCode.STRANGE_KEY,
                names.stream().map(name -> new Finding.KeyAt(name, 0)).toList(),
                Wording.count(count, "key") + " below subnets/ " + (count == 1 ? "is" : "are")
                        + " not the key of a lease" + named,
                "no host reads such a key and no repair removes one: see who writes it (etcdctl get --prefix --keys-only"
                        + " <prefix>/subnets/ names every key as it is), then remove it with etcdctl del",
                List.of());
    }
}
