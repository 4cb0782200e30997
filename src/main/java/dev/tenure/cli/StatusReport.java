package dev.tenure.cli;

import dev.tenure.bus.JsonForms;
import dev.tenure.envfile.SubnetEnvReading;
import dev.tenure.operator.LeaseRow;
import dev.tenure.subnet.Subnet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One host, seen from three sides: what its agent says, what subnet.env says, what stands in etcd. Pure.
 *
 * @param host the addresses that it goes by, or why they are not known
 * @param agent what its agent said
 * @param file where subnet.env is
 * @param env what stands there
 * @param etcd what etcd has for this host; empty where it gave no answer
 */
record StatusReport(String host, AgentSays agent, Path file, SubnetEnvReading env, Optional<List<LeaseRow>> etcd) {

    /** True if the agent is ready, and etcd has for this host the subnet that subnet.env names. */
    boolean isGood() {
        return agent.isReady()
                && env.subnet().isPresent()
                && etcd.stream()
                        .flatMap(List::stream)
                        .anyMatch(
                                row -> row.lease().subnet().equals(env.subnet().get()));
    }

    String table() {
        Table table = new Table().text("SOURCE").text("STATE").text("SUBNET").text("DETAIL");
        table.row("agent", agent.state(), agent.subnet(), agent.detail());
        table.row("subnet.env", envState(), env.subnet().map(Subnet::toString).orElse(""), envDetail());
        List<LeaseRow> rows = etcd.orElse(List.of());
        if (rows.isEmpty()) {
            table.row("etcd", etcd.isPresent() ? "nothing" : "unknown", "", "for " + host);
        }
        for (LeaseRow row : rows) {
            table.row("etcd", row.kind(), row.lease().subnet().toString(), detail(row));
        }
        return table.toString();
    }

    private static String detail(LeaseRow row) {
        String claimed = "of " + row.holder() + ", claimed " + row.ageRevisions() + " revisions ago";
        String note = LeaseListing.note(row);
        return note.isEmpty() ? claimed : claimed + "; " + note;
    }

    private String envState() {
        return switch (env) {
            case SubnetEnvReading.Found found -> "there";
            case SubnetEnvReading.Unusable unusable -> "unusable";
            case SubnetEnvReading.Absent absent -> "absent";
        };
    }

    private String envDetail() {
        return env instanceof SubnetEnvReading.Unusable unusable ? file + ": " + unusable.reason() : file.toString();
    }

    /**
     * One document:
     *
     * <pre>
     * {"version": 1, "good": true, "host": "192.0.2.7",
     *  "agent": {"state": "ready",               not-ready, stuck, silent (no answer) or unasked (it serves no HTTP)
     *            "subnet": "10.5.52.0/24",       null where it holds none
     *            "detail": "…"},
     *  "subnetEnv": {"state": "there",           absent or unusable
     *                "file": "/run/flannel/subnet.env", "subnet": {"ipv4": "…", "ipv6": null}},
     *  "etcd": [{…as in tenure leases…}…]}       null where etcd gave no answer
     * </pre>
     */
    String json() {
        JsonObject subnetEnv = new JsonObject()
                .put("state", envState())
                .put("file", file.toString())
                .put("subnet", env.subnet().map(JsonForms::subnet).orElse(null));
        JsonObject says = new JsonObject()
                .put("state", agent.state())
                .put("subnet", agent.subnet().isEmpty() ? null : agent.subnet())
                .put("detail", agent.detail());
        JsonArray rows = new JsonArray();
        etcd.orElse(List.of()).forEach(row -> rows.add(LeaseListing.form(row)));
        return Answer.document()
                        .putJson("good", String.valueOf(isGood()))
                        .put("host", host)
                        .putJson("agent", says.encode())
                        .putJson("subnetEnv", subnetEnv.encode())
                        .putJson("etcd", etcd.isPresent() ? rows.encode() : "null")
                + "\n";
    }
}
