package dev.tenure.operator;

import dev.tenure.json.JsonField;
import dev.tenure.json.JsonFields;
import dev.tenure.json.MalformedJson;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every mistake in a network config. The reader stops at the first, so each one is taken out and the rest is read again; with
 * it goes what was judged by it, so that no mistake is named that is none.
 */
final class NetworkMistakes {
    /** Every field that a network config has. */
    static final List<String> FIELDS = List.of(
            "Network",
            "SubnetLen",
            "SubnetMin",
            "SubnetMax",
            "EnableIPv4",
            "EnableIPv6",
            "IPv6Network",
            "IPv6SubnetLen",
            "IPv6SubnetMin",
            "IPv6SubnetMax",
            "EnableNFTables",
            "Backend");

    private static final List<String> INSIDE_BACKEND = List.of("Type", "MTU");
    private static final String EXPECTED = "; expected ";

    private final List<NetworkFinding> found = new ArrayList<>();
    private JsonFields fields;

    private NetworkMistakes(JsonFields fields) {
        this.fields = fields;
    }

    static List<NetworkFinding> in(JsonFields fields) {
        NetworkMistakes mistakes = new NetworkMistakes(fields);
        // each round takes at least one field out
        for (int round = 0; round < 2 * FIELDS.size(); round++) {
            if (!(NetworkConfig.parse(mistakes.text()) instanceof NetworkReading.Broken broken)
                    || !mistakes.takeOut(broken.reason())) {
                break;
            }
        }
        return mistakes.found;
    }

    /** Fields of the network config, in the order in which they stand; others are none of the reader's business. */
    private String text() {
        return fields.fields().stream()
                .filter(field -> FIELDS.stream().anyMatch(field::isNamed))
                .map(field -> JsonFields.stringLiteral(field.name()) + ":" + field.raw())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** False if nothing is left that could be judged. */
    private boolean takeOut(String reason) {
        String word = reason.substring(0, Math.max(0, reason.indexOf(' ')));
        Optional<String> known = FIELDS.stream().filter(word::equals).findFirst();
        boolean isInBackend = INSIDE_BACKEND.contains(word);
        if (known.isEmpty() && !isInBackend) {
            return false;
        }
        int split = reason.indexOf(EXPECTED);
        found.add(new NetworkFinding(
                isInBackend ? "Backend." + word : word,
                Severity.ERROR,
                split < 0 ? reason : reason.substring(0, split),
                split < 0 ? "" : reason.substring(split + 2)));
        String field = isInBackend ? "Backend" : word;
        IpFamily family = field.startsWith("IPv6") ? IpFamily.IPV6 : IpFamily.IPV4;
        String prefix = family == IpFamily.IPV6 ? "IPv6" : "";
        return switch (field.substring(field.startsWith("IPv6") ? 4 : 0)) {
            case "Network" -> switchOff(family, prefix);
            case "SubnetLen" -> without(field, prefix + "SubnetMin", prefix + "SubnetMax");
            case "SubnetMin", "SubnetMax" ->
                reason.contains(" is behind ") ? without(prefix + "SubnetMin", prefix + "SubnetMax") : without(field);
            default -> !reason.startsWith("EnableIPv4 and ") && without(field);
        };
    }

    /** Without its network nothing of a family can be judged; the other family can, if there is one. */
    private boolean switchOff(IpFamily family, String prefix) {
        boolean isOtherOn = isOn(family == IpFamily.IPV4 ? IpFamily.IPV6 : IpFamily.IPV4);
        String enable = "Enable" + family;
        without(prefix + "Network", prefix + "SubnetLen", prefix + "SubnetMin", prefix + "SubnetMax", enable);
        List<JsonField> more = new ArrayList<>(fields.fields());
        more.add(new JsonField(enable, JsonField.Kind.BOOLEAN, "false", "false"));
        fields = new JsonFields(more);
        return isOtherOn;
    }

    private boolean isOn(IpFamily family) {
        try {
            return fields.bool("Enable" + family, family == IpFamily.IPV4);
        } catch (MalformedJson e) {
            return false;
        }
    }

    private boolean without(String... names) {
        List<JsonField> left = fields.fields().stream()
                .filter(field -> List.of(names).stream().noneMatch(field::isNamed))
                .toList();
        boolean isLess = left.size() < fields.fields().size();
        fields = new JsonFields(left);
        return isLess;
    }
}
