package dev.tenure.cli;

import dev.tenure.json.JsonText;
import dev.tenure.operator.NetworkFinding;
import dev.tenure.operator.Severity;
import java.util.List;

/** What there is to say about a network config, for people and for programs. Pure. */
final class NetworkFindings {
    private NetworkFindings() {}

    /** A few lines for each, with {@code before} in front of the first; nothing where there are none. */
    static String text(List<NetworkFinding> findings, String before) {
        StringBuilder text = new StringBuilder();
        for (NetworkFinding finding : findings) {
            text.append(text.isEmpty() ? before : "")
                    .append(Finds.of(heading(finding), finding.sentence(), finding.cure()));
        }
        return text.toString();
    }

    private static String heading(NetworkFinding finding) {
        String field = finding.field();
        boolean isNamed = field.isEmpty() || finding.sentence().startsWith(field + " ");
        return finding.severity().label() + (isNamed ? "" : " in " + PlainText.of(field));
    }

    /** An array. */
    static String json(List<NetworkFinding> findings) {
        return "["
                + String.join(
                        ",",
                        findings.stream()
                                .map(finding -> new JsonText()
                                        .put("field", finding.field())
                                        .put("severity", finding.severity().label())
                                        .put("sentence", finding.sentence())
                                        .put("cure", finding.cure())
                                        .toString())
                                .toList())
                + "]";
    }

    /** True if no agent should be given it. */
    static boolean hasError(List<NetworkFinding> findings) {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }
}
