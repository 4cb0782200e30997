package dev.tenure.http;

import dev.tenure.admin.Done;
import dev.tenure.admin.NetworkDone;
import dev.tenure.admin.RepairReport;
import dev.tenure.bus.JsonForms;
import dev.tenure.operator.Capacity;
import dev.tenure.operator.HostPlan;
import dev.tenure.operator.NetworkCheck;
import dev.tenure.operator.NetworkPlan;
import dev.tenure.operator.PoolUse;
import dev.tenure.operator.Repair;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;

/** What has become of what an operator asked for, as JSON; every field is always there, null where it has no value. */
final class DoneForms {
    private DoneForms() {}

    static JsonObject done(Done done) {
        return new JsonObject()
                .put("result", done.result().label())
                .put("code", done.code())
                .put("sentence", done.sentence())
                .put("subnet", done.subnet().map(JsonForms::subnet).orElse(null))
                .put("before", JsonForms.leases(done.before()))
                .put("after", JsonForms.leases(done.after()))
                .put("revision", done.revision());
    }

    /** As {@link #done}, with the findings and the plan. */
    static JsonObject network(NetworkDone network) {
        return done(network.done())
                .mergeIn(check(network.check()))
                .put("plan", network.plan().map(DoneForms::plan).orElse(null));
    }

    static JsonObject check(NetworkCheck check) {
        return new JsonObject()
                .put("usable", check.config().isPresent())
                .put(
                        "findings",
                        array(
                                check.findings(),
                                finding -> new JsonObject()
                                        .put("field", finding.field())
                                        .put("severity", finding.severity().label())
                                        .put("sentence", finding.sentence())
                                        .put("cure", finding.cure())));
    }

    static JsonObject plan(NetworkPlan plan) {
        return new JsonObject()
                .put("networkRevision", plan.networkRevision())
                .put("same", plan.isSame())
                .put("destructive", plan.isDestructive())
                .put("hosts", array(plan.hosts(), DoneForms::host))
                .put("capacity", array(plan.capacity(), DoneForms::capacity))
                .put("dangers", new JsonArray(plan.dangers()))
                .put("notes", new JsonArray(plan.notes()));
    }

    private static JsonObject host(HostPlan host) {
        return new JsonObject()
                .put("host", host.host().toString())
                .put("key", host.lease().key().text())
                .put("step", host.step().label())
                .put("reason", host.reason());
    }

    private static JsonObject capacity(Capacity capacity) {
        return new JsonObject()
                .put("family", capacity.family().name().toLowerCase(Locale.ROOT))
                .put("subnetsBefore", capacity.before().map(PoolUse::size).orElse(null))
                .put("subnetsAfter", capacity.after().map(PoolUse::size).orElse(null))
                .put("wanted", capacity.wanted())
                .put("freeAtOnce", capacity.freeAtOnce())
                .put("freeInTheEnd", capacity.freeInTheEnd())
                .put("room", capacity.room().label());
    }

    static JsonObject repair(RepairReport report) {
        return new JsonObject()
                .put(
                        "rows",
                        array(
                                report.rows(),
                                row -> new JsonObject()
                                        .put("finding", row.finding().code().label())
                                        .put("removed", removed(row.repair()))
                                        .put("result", row.result().label())
                                        .put("code", row.code())
                                        .put("sentence", row.sentence())));
    }

    private static String removed(Repair repair) {
        return switch (repair) {
            case Repair.DeleteKey delete -> delete.key();
            case Repair.DeleteStrange delete -> delete.name();
            case Repair.RevokeGrant revoke -> revoke.grant().toString();
        };
    }

    private static <T> JsonArray array(Collection<T> values, Function<T, JsonObject> form) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(form.apply(value)));
        return array;
    }
}
