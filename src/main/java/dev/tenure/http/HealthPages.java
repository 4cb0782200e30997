package dev.tenure.http;

import dev.tenure.bus.JsonForms;
import dev.tenure.health.HealthReport;
import dev.tenure.lease.SubnetLease;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** {@code /livez} and {@code /readyz}: a status and one line, or with {@code ?verbose} everything as JSON. */
final class HealthPages {
    private static final String VERBOSE = "verbose";

    /** The one reason that speaks of being live. */
    private static final String STUCK = "stuck";

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final AgentView agent;

    HealthPages(AgentView agent) {
        this.agent = agent;
    }

    void livez(RoutingContext context) {
        HealthReport report = agent.health();
        String line = report.isLive()
                ? "live"
                : "not live: " + sentences(report, reason -> reason.code().equals(STUCK));
        answer(context, report, report.isLive(), line);
    }

    void readyz(RoutingContext context) {
        HealthReport report = agent.health();
        answer(context, report, report.isReady(), readyLine(report));
    }

    private String readyLine(HealthReport report) {
        if (!report.isReady()) {
            return "not ready: " + sentences(report, HealthReport.Reason::isBlocking);
        }
        String ready = "ready: " + agent.tenancy().lease().map(this::held).orElse("nothing is needed");
        return report.reasons().isEmpty() ? ready : ready + "; but " + sentences(report, reason -> true);
    }

    private String held(SubnetLease lease) {
        return lease.isReservation()
                ? lease.key() + " is reserved for this host"
                : lease.key() + " is leased to this host";
    }

    private static String sentences(HealthReport report, Predicate<HealthReport.Reason> shown) {
        return report.reasons().stream()
                .filter(shown)
                .map(HealthReport.Reason::sentence)
                .collect(Collectors.joining("; "));
    }

    private void answer(RoutingContext context, HealthReport report, boolean isGood, String line) {
        int status = isGood ? OK : UNAVAILABLE;
        List<String> verbose = context.queryParam(VERBOSE);
        if (verbose.isEmpty() || verbose.contains("false")) {
            Answer.line(context, status, line);
        } else {
            Answer.json(context, status, verbose(report));
        }
    }

    /** What {@link JsonForms#health} says, with the tenancy's state and the lease. */
    private JsonObject verbose(HealthReport report) {
        TenancyStatus tenancy = agent.tenancy();
        Optional<SubnetLease> lease = tenancy.lease();
        return JsonForms.health(report)
                .put("state", tenancy.state().label())
                .put("lease", lease.map(JsonForms::lease).orElse(null));
    }
}
