package dev.tenure.operator;

import dev.tenure.json.MalformedJson;
import java.util.List;
import java.util.Set;

/**
 * What a check has found, in which store and at which revision.
 *
 * @param storeId the cluster
 * @param revision the store's revision
 * @param findings the worst first
 */
public record CheckReport(long storeId, long revision, List<Finding> findings) {
    public CheckReport {
        findings = List.copyOf(findings);
    }

    /** True if there is nothing that anybody has to look at. */
    public boolean isClean() {
        return findings.stream().allMatch(finding -> finding.severity() == Severity.NOTICE);
    }

    /** The findings of these kinds only. */
    public CheckReport only(Set<FindingCode> codes) {
        return new CheckReport(
                storeId,
                revision,
                findings.stream()
                        .filter(finding -> codes.contains(finding.code()))
                        .toList());
    }

    /** The report as JSON; {@link #parse} reads it. */
    public String toJson() {
        return CheckReportJson.write(this);
    }

    /** Reads what {@link #toJson} wrote. */
    public static CheckReport parse(String json) throws MalformedJson {
        return CheckReportJson.read(json);
    }
}
