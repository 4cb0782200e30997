package dev.tenure.cli;

import dev.tenure.operator.PoolReport;
import dev.tenure.operator.PoolUse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** How much room there is, for people and for programs. Pure. */
final class PoolListing {
    private PoolListing() {}

    static String table(PoolReport report) {
        String totals = "leases: " + report.leases() + ", reservations: " + report.reservations() + ", unfit: "
                + report.unfit() + "\n";
        String next = report.nextExpiry()
                .map(expiry -> "next to end: " + expiry.lease().subnet() + " of "
                        + PlainText.of(expiry.lease().holder()) + ", in " + DurationWords.of(expiry.left())
                        + " unless it is renewed\n")
                .orElse("");
        return pools(report.families()) + "\n" + totals + next;
    }

    /** A line for each pool. */
    static String pools(List<PoolUse> pools) {
        Table table = new Table()
                .text("FAMILY")
                .text("NETWORK")
                .text("FIRST")
                .text("LAST")
                .number("SIZE")
                .number("LEASED")
                .number("RESERVED")
                .number("FREE");
        for (PoolUse use : pools) {
            table.row(
                    use.family().toString(),
                    use.pool().network().toString(),
                    use.pool().min() + "/" + use.pool().subnetLength(),
                    use.pool().max() + "/" + use.pool().subnetLength(),
                    String.valueOf(use.size()),
                    String.valueOf(use.leased()),
                    String.valueOf(use.reserved()),
                    String.valueOf(use.free()));
        }
        return table.toString();
    }

    /**
     * One document:
     *
     * <pre>
     * {"version": 1, "revision": 4711, "trouble": null,
     *  "leases": 12, "reservations": 3, "unfit": 0,      wherever they lie
     *  "families": [{
     *    "family": "IPv4", "network": "10.5.0.0/16", "subnetLength": 24, "min": "10.5.1.0", "max": "10.5.255.0",
     *    "size": 255, "leased": 12, "reserved": 3, "free": 240}…],
     *  "nextExpiry": {"key": "10.5.52.0-24", "holder": "192.0.2.7", "secondsLeft": 4711}}       or null
     * </pre>
     */
    static String json(long revision, PoolReport report, Optional<String> trouble) {
        JsonArray families = new JsonArray();
        report.families().forEach(use -> families.add(family(use)));
        JsonObject next = report.nextExpiry()
                .map(expiry -> new JsonObject()
                        .put("key", expiry.lease().key().text())
                        .put("holder", expiry.lease().holder())
                        .put("secondsLeft", expiry.left().toSeconds()))
                .orElse(null);
        return Answer.document()
                        .put("revision", revision)
                        .put("trouble", trouble.orElse(null))
                        .put("leases", report.leases())
                        .put("reservations", report.reservations())
                        .put("unfit", report.unfit())
                        .putJson("families", families.encode())
                        .putJson("nextExpiry", next == null ? "null" : next.encode())
                + "\n";
    }

    /** One pool as an object. */
    static JsonObject family(PoolUse use) {
        return new JsonObject()
                .put("family", use.family().toString())
                .put("network", use.pool().network().toString())
                .put("subnetLength", use.pool().subnetLength())
                .put("min", use.pool().min().toString())
                .put("max", use.pool().max().toString())
                .put("size", use.size())
                .put("leased", use.leased())
                .put("reserved", use.reserved())
                .put("free", use.free());
    }
}
