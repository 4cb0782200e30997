package dev.tenure.operator;

import java.util.stream.Collectors;

/** What a check has found, as text that a test can pin. */
final class Shown {
    private Shown() {}

    static String findings(CheckReport report) {
        return report.findings().stream()
                .map(finding -> finding.severity().label() + " "
                        + finding.code().label() + " "
                        + finding.keys().stream().map(Finding.KeyAt::key).toList() + " " + finding.sentence()
                        + "\n  -> " + finding.cure()
                        + finding.repairs().stream()
                                .map(repair -> "\n  - " + repair(repair))
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }

    static String repair(Repair repair) {
        return switch (repair) {
            case Repair.DeleteKey delete -> delete.key() + "@" + delete.modRevision();
            case Repair.DeleteStrange delete -> "strange " + delete.name() + "@" + delete.modRevision();
            case Repair.RevokeGrant revoke -> "grant " + revoke.grant();
        };
    }
}
