package dev.tenure.cli;

import dev.tenure.operator.CheckReport;
import dev.tenure.operator.Finding;
import dev.tenure.operator.FindingCode;
import dev.tenure.operator.Severity;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a check has found, for people. Pure. */
final class FindingListing {
    private FindingListing() {}

    /** A few lines for each, the worst first, and how many there are. */
    static String text(CheckReport report) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : report.findings()) {
            text.append(Finds.of(
                    finding.severity().label() + " " + finding.code().label(), finding.sentence(), finding.cure()));
        }
        return text + summary(report) + "\n";
    }

    private static String count(CheckReport report, Severity severity) {
        long count = report.findings().stream()
                .filter(finding -> finding.severity() == severity)
                .count();
        return count == 0 ? "" : count + " " + severity.label() + (count == 1 ? "" : "s");
    }

    private static String summary(CheckReport report) {
        if (report.findings().isEmpty()) {
            return "good: nothing is wrong at revision " + report.revision();
        }
        String counts = Stream.of(Severity.values())
                .map(severity -> count(report, severity))
                .filter(count -> !count.isEmpty())
                .collect(Collectors.joining(", "));
        long repairs = report.only(FindingCode.repairedByDefault()).findings().stream()
                .mapToLong(finding -> finding.repairs().size())
                .sum();
        return counts + " at revision " + report.revision()
                + (repairs == 0
                        ? ""
                        : "; " + repairs + " can be removed: tenure check -o json > report.json, then tenure repair"
                                + " --from=report.json");
    }
}
