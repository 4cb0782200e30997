package dev.tenure.http;

import dev.tenure.bus.JsonForms;
import dev.tenure.bus.NetworkChanged;
import dev.tenure.health.HealthReport;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;

/** The events as {@code text/event-stream} has them. The JSON has no line ends, so each is one line of data. */
final class EventText {
    /** How long a browser waits before it comes again. */
    static final Buffer RETRY = Buffer.buffer("retry: 3000\n\n");

    private EventText() {}

    /** One event; with an id where everything up to that revision has been told once it is. */
    private static Buffer event(OptionalLong id, String name, JsonObject data) {
        String idLine = id.isPresent() ? "id: " + id.getAsLong() + "\n" : "";
        return Buffer.buffer(idLine + "event: " + name + "\ndata: " + data.encode() + "\n\n");
    }

    static Buffer lease(LeaseChange change, LeaseTable before, OptionalLong id) {
        return switch (change) {
            case LeaseChange.Put put -> event(id, "lease-put", JsonForms.lease(put.lease()));
            case LeaseChange.Removed removed ->
                event(
                        id,
                        "lease-removed",
                        new JsonObject()
                                .put("key", removed.key().text())
                                .put("subnet", JsonForms.subnet(removed.key().subnet()))
                                .put("revision", removed.revision())
                                .put(
                                        "lease",
                                        before.find(removed.key())
                                                .map(JsonForms::lease)
                                                .orElse(null)));
        };
    }

    static Buffer network(RegistryView view, OptionalLong id) {
        return event(id, "network", JsonForms.network(new NetworkChanged(view.entry(), view.network())));
    }

    static Buffer tenancy(TenancyStatus status, Moment now) {
        return event(OptionalLong.empty(), "tenancy", JsonForms.tenancy(status, now));
    }

    static Buffer health(HealthReport report) {
        return event(OptionalLong.empty(), "health", JsonForms.health(report));
    }

    /** What the client knows is worth nothing from here on: it reads the leases anew and goes on. */
    static Buffer reset(RegistryView view, String reason) {
        return event(
                OptionalLong.of(view.revision()),
                "reset",
                new JsonObject()
                        .put("revision", view.revision())
                        .put("leases", view.leases().size())
                        .put("reason", reason));
    }
}
