package dev.tenure.cli;

import dev.tenure.json.JsonText;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import dev.tenure.operator.LeaseRow;
import dev.tenure.operator.Misfit;
import dev.tenure.subnet.IpFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Leases for people and for programs. Pure. */
final class LeaseListing {
    private LeaseListing() {}

    /** A line for each; {@code withLeft} adds the time that grants have left. */
    static String table(List<LeaseRow> rows, boolean withLeft) {
        Table table = new Table()
                .text("SUBNET")
                .text("HOST")
                .text("KIND")
                .text("BACKEND")
                .number("AGE-REVISIONS");
        if (withLeft) {
            table.number("LEFT");
        }
        table.text("NOTE");
        for (LeaseRow row : rows) {
            List<String> cells = new ArrayList<>(List.of(
                    row.lease().subnet().toString(),
                    row.holder(),
                    row.kind(),
                    row.backend(),
                    String.valueOf(row.ageRevisions())));
            if (withLeft) {
                cells.add(row.left().map(DurationWords::of).orElse(""));
            }
            cells.add(note(row));
            table.row(cells.toArray(String[]::new));
        }
        return table.toString();
    }

    private static String note(LeaseRow row) {
        List<String> notes = new ArrayList<>();
        row.unfit().ifPresent(misfit -> notes.add("unfit: " + misfit.reason()));
        row.rival().ifPresent(rival -> notes.add("contested by " + rival.holder() + " with " + rival.subnet()));
        return String.join("; ", notes);
    }

    /**
     * One document:
     *
     * <pre>
     * {"version": 1, "revision": 4711,
     *  "leases": [{
     *    "key": "10.5.52.0-24", "ipv4": "10.5.52.0/24", "ipv6": null,
     *    "publicIp": "192.0.2.7", "publicIpv6": null,    both null where the value can't be read or names nobody
     *    "kind": "lease", "backend": "vxlan",
     *    "createRevision": 12, "modRevision": 15, "ageRevisions": 4699,
     *    "leftSeconds": 86000,                           null for a reservation, and where it was not asked
     *    "unfit": {"kind": "range", "reason": "…"},      or null
     *    "rival": {"key": "…", "holder": "…"}}…]}        or null
     * </pre>
     */
    static String json(long revision, List<LeaseRow> rows) {
        return Answer.document()
                        .put("revision", revision)
                        .putArray(
                                "leases", rows.stream().map(LeaseListing::json).toList())
                + "\n";
    }

    static String json(LeaseRow row) {
        SubnetLease lease = row.lease();
        return key(lease)
                .put("kind", row.kind())
                .put("backend", row.backend())
                .put("createRevision", lease.createRevision())
                .put("modRevision", lease.modRevision())
                .put("ageRevisions", row.ageRevisions())
                .putJson(
                        "leftSeconds",
                        row.left().map(Duration::toSeconds).map(String::valueOf).orElse("null"))
                .putJson("unfit", row.unfit().map(LeaseListing::misfit).orElse("null"))
                .putJson("rival", row.rival().map(LeaseListing::rival).orElse("null"))
                .toString();
    }

    /** Where a lease is and whose it is, as in every document. */
    static JsonText key(SubnetLease lease) {
        Optional<HostIdentity> host = lease.value() instanceof HostAttributes attributes
                ? Optional.of(attributes.identity())
                : Optional.empty();
        return new JsonText()
                .put("key", lease.key().text())
                .put("ipv4", half(lease, IpFamily.IPV4))
                .put("ipv6", half(lease, IpFamily.IPV6))
                .put(
                        "publicIp",
                        host.map(HostIdentity::publicIp).map(Object::toString).orElse(null))
                .put(
                        "publicIpv6",
                        host.map(HostIdentity::publicIpv6).map(Object::toString).orElse(null));
    }

    private static @Nullable String half(SubnetLease lease, IpFamily family) {
        return lease.subnet().half(family).map(Object::toString).orElse(null);
    }

    private static String misfit(Misfit misfit) {
        return new JsonText()
                .put("kind", misfit.kind().name().toLowerCase(Locale.ROOT))
                .put("reason", misfit.reason())
                .toString();
    }

    private static String rival(SubnetLease rival) {
        return new JsonText()
                .put("key", rival.key().text())
                .put("holder", rival.holder())
                .toString();
    }
}
