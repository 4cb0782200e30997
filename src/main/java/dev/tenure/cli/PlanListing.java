package dev.tenure.cli;

import dev.tenure.bus.JsonForms;
import dev.tenure.json.JsonText;
import dev.tenure.operator.Capacity;
import dev.tenure.operator.HostPlan;
import dev.tenure.operator.NetworkPlan;
import dev.tenure.operator.PoolUse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What a network config does, for people and for programs. Pure.
 *
 * @param plan what it does
 * @param moving true if only the hosts that must move are listed
 */
record PlanListing(NetworkPlan plan, boolean moving) {

    private List<HostPlan> hosts() {
        return plan.hosts().stream().filter(host -> !moving || host.mustMove()).toList();
    }

    String table() {
        Table hosts = new Table().text("HOST").text("SUBNET").text("STEP").text("REASON");
        hosts().forEach(host -> hosts.row(
                host.host().toString(),
                host.lease().subnet().toString(),
                host.step().label(),
                host.reason()));
        Table room = new Table()
                .text("FAMILY")
                .number("SIZE")
                .number("FREE")
                .number("SIZE-THEN")
                .number("FREE-THEN")
                .number("WANTED")
                .text("ROOM");
        plan.capacity()
                .forEach(family -> room.row(
                        family.family().toString(),
                        number(family.before(), PoolUse::size),
                        number(family.before(), PoolUse::free),
                        number(family.after(), PoolUse::size),
                        number(family.after(), PoolUse::free),
                        String.valueOf(family.wanted()),
                        family.room().label()));
        StringBuilder text =
                new StringBuilder(hosts.toString()).append('\n').append(room).append('\n');
        plan.notes()
                .forEach(
                        note -> text.append("note: ").append(PlainText.of(note)).append('\n'));
        plan.dangers()
                .forEach(danger ->
                        text.append("danger: ").append(PlainText.of(danger)).append('\n'));
        return text + verdict() + "\n";
    }

    /** One line that says it all. */
    String verdict() {
        long moving = plan.hosts().stream().filter(HostPlan::mustMove).count();
        return (plan.isDestructive() ? "destructive: " : "harmless: ") + moving + " of "
                + plan.hosts().size() + " hosts move; planned against "
                + (plan.networkRevision() == 0 ? "no network config" : "revision " + plan.networkRevision());
    }

    private static String number(Optional<PoolUse> use, ToLongFunction<PoolUse> of) {
        return use.map(known -> String.valueOf(of.applyAsLong(known))).orElse("");
    }

    /** The plan as a document of its own: {@code {"version": 1, "plan": {…}}}. */
    String document() {
        return Answer.document().putJson("plan", json()) + "\n";
    }

    /**
     * One object:
     *
     * <pre>
     * {"networkRevision": 12,                      0 if there is no network config
     *  "same": false, "destructive": true,
     *  "hosts": [{…the fields of {@link JsonForms#lease}…, "step": "move", "reason": "…"}…],
     *  "capacity": [{"family": "IPv4",
     *    "before": {…as in tenure pool…},          null where the family is off
     *    "after": {…}, "wanted": 3, "freeAtOnce": 200, "freeInTheEnd": 203, "room": "at-once", "missing": 0}…],
     *  "collisions": [{"network": "10.6.0.0/16", "route": "10.6.1.0/24", "sentence": "…"}…],
     *  "dangers": ["…"…], "notes": ["…"…]}
     * </pre>
     */
    String json() {
        JsonArray collisions = new JsonArray();
        plan.collisions()
                .forEach(collision -> collisions.add(new JsonObject()
                        .put("network", collision.network().toString())
                        .put("route", collision.route().toString())
                        .put("sentence", collision.sentence())));
        return new JsonText()
                .put("networkRevision", plan.networkRevision())
                .putJson("same", String.valueOf(plan.isSame()))
                .putJson("destructive", String.valueOf(plan.isDestructive()))
                .putArray(
                        "hosts",
                        hosts().stream()
                                .map(host -> JsonForms.lease(host.lease())
                                        .put("step", host.step().label())
                                        .put("reason", host.reason())
                                        .encode())
                                .toList())
                .putArray(
                        "capacity",
                        plan.capacity().stream().map(PlanListing::capacity).toList())
                .putJson("collisions", collisions.encode())
                .putJson("dangers", new JsonArray(plan.dangers()).encode())
                .putJson("notes", new JsonArray(plan.notes()).encode())
                .toString();
    }

    private static String capacity(Capacity family) {
        return new JsonObject()
                .put("family", family.family().toString())
                .put("before", family.before().map(PoolListing::family).orElse(null))
                .put("after", family.after().map(PoolListing::family).orElse(null))
                .put("wanted", family.wanted())
                .put("freeAtOnce", family.freeAtOnce())
                .put("freeInTheEnd", family.freeInTheEnd())
                .put("room", family.room().label())
                .put("missing", family.missing())
                .encode();
    }
}
