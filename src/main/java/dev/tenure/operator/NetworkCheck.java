package dev.tenure.operator;

import dev.tenure.json.JsonFields;
import dev.tenure.json.MalformedJson;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What there is to say about a network config before it is put into etcd: every mistake that can be found at once, each
 * with its field and its cure, what flannel would ignore without a word, and the defaults that will apply.
 *
 * @param config what it means; empty if no agent can use it
 * @param findings the most severe first
 */
public record NetworkCheck(Optional<NetworkConfig> config, List<NetworkFinding> findings) {
    private static final String EXAMPLE = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";

    public NetworkCheck {
        findings = List.copyOf(findings);
    }

    /** Looks at {@code text}; whatever it is, the answer is a value and never an exception. */
    public static NetworkCheck of(String text) {
        NetworkReading reading = NetworkConfig.parse(text);
        List<NetworkFinding> findings = new ArrayList<>();
        try {
            JsonFields fields = JsonFields.parse(text);
            if (reading instanceof NetworkReading.Broken) {
                findings.addAll(NetworkMistakes.in(fields));
            }
            if (findings.isEmpty() && reading instanceof NetworkReading.Broken broken) {
                findings.add(whole(broken.reason(), "write it as small as " + EXAMPLE));
            }
            findings.addAll(NetworkHints.of(fields, reading));
        } catch (MalformedJson e) {
            String where = JsonFields.brokenAt(text).map(at -> ": see " + at).orElse("");
            findings.add(whole(e.getMessage() + where, "write one JSON object such as " + EXAMPLE));
        }
        findings.sort(Comparator.comparing(NetworkFinding::severity));
        return new NetworkCheck(
                reading instanceof NetworkConfig config ? Optional.of(config) : Optional.empty(), findings);
    }

    private static NetworkFinding whole(String sentence, String cure) {
        return new NetworkFinding("", Severity.ERROR, sentence, cure);
    }
}
