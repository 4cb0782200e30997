package dev.tenure.operator;

import dev.tenure.json.JsonField;
import dev.tenure.json.JsonFields;
import dev.tenure.json.JsonText;
import dev.tenure.json.MalformedJson;
import dev.tenure.lease.GrantId;
import java.util.ArrayList;
import java.util.List;

/**
 * A check's report as JSON, both ways.
 *
 * <pre>
 * {"version": 1,
 *  "store": "cdf818194e3a8c32",               the cluster's id, hexadecimal
 *  "revision": 4711,
 *  "findings": [{
 *    "code": "overlap", "severity": "error",
 *    "keys": [{"key": "10.5.52.0-24", "modRevision": 15}…],
 *    "sentence": "…", "cure": "…",
 *    "repairs": [{"delete": "10.5.52.0-24", "modRevision": 15},
 *                {"deleteStrange": "a\\\\x00", "modRevision": 16}, {"revoke": "694d81417acd4a05"}…]}…]}
 * </pre>
 */
final class CheckReportJson {
    private static final int VERSION = 1;
    private static final int HEX = 16;

    private CheckReportJson() {}

    static String write(CheckReport report) {
        return new JsonText()
                .put("version", VERSION)
                .put("store", Long.toHexString(report.storeId()))
                .put("revision", report.revision())
                .putArray(
                        "findings",
                        report.findings().stream().map(CheckReportJson::finding).toList())
                .toString();
    }

    private static String finding(Finding finding) {
        return new JsonText()
                .put("code", finding.code().label())
                .put("severity", finding.severity().label())
                .putArray(
                        "keys",
                        finding.keys().stream()
                                .map(key -> new JsonText()
                                        .put("key", key.key())
                                        .put("modRevision", key.modRevision())
                                        .toString())
                                .toList())
                .put("sentence", finding.sentence())
                .put("cure", finding.cure())
                .putArray(
                        "repairs",
                        finding.repairs().stream().map(CheckReportJson::repair).toList())
                .toString();
    }

    private static String repair(Repair repair) {
        return switch (repair) {
            case Repair.DeleteKey delete ->
                new JsonText()
                        .put("delete", delete.key())
                        .put("modRevision", delete.modRevision())
                        .toString();
            case Repair.DeleteStrange delete ->
                new JsonText()
                        .put("deleteStrange", delete.name())
                        .put("modRevision", delete.modRevision())
                        .toString();
            case Repair.RevokeGrant revoke ->
                new JsonText().put("revoke", revoke.grant().toString()).toString();
        };
    }

    static CheckReport read(String json) throws MalformedJson {
        JsonFields fields = JsonFields.parse(json);
        int version = fields.unsigned("version", 1_000_000);
        if (version != VERSION) {
            throw new MalformedJson(
                    "version is " + version + "; expected a report of tenure check of version " + VERSION);
        }
        List<Finding> findings = new ArrayList<>();
        for (JsonField finding : array(fields, "findings")) {
            findings.add(finding(JsonFields.parse(finding.raw())));
        }
        return new CheckReport(hex(fields, "store"), number(fields, "revision"), findings);
    }

    private static Finding finding(JsonFields fields) throws MalformedJson {
        String label = text(fields, "code");
        FindingCode code = FindingCode.of(label)
                .orElseThrow(() -> new MalformedJson("code is " + JsonFields.quote(label)
                        + "; expected one that this version knows, so check again"));
        List<Finding.KeyAt> keys = new ArrayList<>();
        for (JsonField key : array(fields, "keys")) {
            JsonFields inside = JsonFields.parse(key.raw());
            keys.add(new Finding.KeyAt(text(inside, "key"), number(inside, "modRevision")));
        }
        List<Repair> repairs = new ArrayList<>();
        for (JsonField repair : array(fields, "repairs")) {
            repairs.add(repair(JsonFields.parse(repair.raw())));
        }
        return new Finding(code, keys, text(fields, "sentence"), text(fields, "cure"), repairs);
    }

    private static Repair repair(JsonFields fields) throws MalformedJson {
        if (fields.find("deleteStrange").isPresent()) {
            return new Repair.DeleteStrange(text(fields, "deleteStrange"), number(fields, "modRevision"));
        }
        if (fields.find("revoke").isEmpty()) {
            return new Repair.DeleteKey(text(fields, "delete"), number(fields, "modRevision"));
        }
        long grant = hex(fields, "revoke");
        if (grant == 0) {
            throw new MalformedJson("revoke is \"0\"; expected the id of a grant");
        }
        return new Repair.RevokeGrant(new GrantId(grant));
    }

    private static List<JsonField> array(JsonFields fields, String name) throws MalformedJson {
        JsonField array =
                fields.find(name).orElseThrow(() -> new MalformedJson(name + " is missing; expected an array"));
        return JsonFields.elements(array.raw());
    }

    private static String text(JsonFields fields, String name) throws MalformedJson {
        return fields.string(name).orElseThrow(() -> new MalformedJson(name + " is missing; expected a string"));
    }

    private static long number(JsonFields fields, String name) throws MalformedJson {
        String raw = fields.find(name).map(JsonField::raw).orElse("");
        try {
            return Long.parseLong(raw);
        } catch (NumberFormatException e) {
            throw new MalformedJson(name + " is " + JsonFields.quote(raw) + "; expected a whole number");
        }
    }

    private static long hex(JsonFields fields, String name) throws MalformedJson {
        String text = text(fields, name);
        try {
            return Long.parseUnsignedLong(text, HEX);
        } catch (NumberFormatException e) {
            throw new MalformedJson(name + " is " + JsonFields.quote(text) + "; expected a hexadecimal number");
        }
    }
}
