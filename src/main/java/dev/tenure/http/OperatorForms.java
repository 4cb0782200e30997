package dev.tenure.http;

import dev.tenure.bus.JsonForms;
import dev.tenure.lease.SubnetLease;
import dev.tenure.operator.LeaseRow;
import dev.tenure.operator.Misfit;
import dev.tenure.operator.PoolReport;
import dev.tenure.operator.PoolUse;
import dev.tenure.subnet.SubnetPool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/** What operators see of the registry, as JSON; every field is always there, null where it has no value. */
final class OperatorForms {
    private OperatorForms() {}

    /** A page of leases, each as {@link JsonForms#lease} has it and with what there is to say about it. */
    static JsonObject leases(LeaseQuery.Page page, Optional<SubnetLease> own, long revision) {
        JsonArray rows = new JsonArray();
        page.rows().forEach(row -> rows.add(row(row, own)));
        return new JsonObject()
                .put("leases", rows)
                .put("revision", revision)
                .put("total", page.total())
                .put(
                        "next",
                        page.isLast()
                                ? null
                                : page.rows().getLast().lease().key().text());
    }

    private static JsonObject row(LeaseRow row, Optional<SubnetLease> own) {
        boolean isOwn =
                own.filter(lease -> lease.key().equals(row.lease().key())).isPresent();
        return JsonForms.lease(row.lease())
                .put("holder", row.holder())
                .put("own", isOwn)
                .put("ageRevisions", row.ageRevisions())
                .put("unfit", row.unfit().map(Misfit::reason).orElse(null))
                .put("rival", row.rival().map(rival -> rival.key().text()).orElse(null));
    }

    static JsonObject pool(PoolReport report, long revision) {
        JsonArray families = new JsonArray();
        report.families().forEach(use -> families.add(use(use)));
        return new JsonObject()
                .put("families", families)
                .put("leases", report.leases())
                .put("reservations", report.reservations())
                .put("unfit", report.unfit())
                .put("revision", revision);
    }

    private static JsonObject use(PoolUse use) {
        SubnetPool pool = use.pool();
        return new JsonObject()
                .put("family", use.family().name().toLowerCase(Locale.ROOT))
                .put("network", pool.network().toString())
                .put("subnetLength", pool.subnetLength())
                .put("min", pool.min().toString())
                .put("max", pool.max().toString())
                .put("subnets", use.size())
                .put("leased", use.leased())
                .put("reserved", use.reserved())
                .put("free", use.free());
    }
}
