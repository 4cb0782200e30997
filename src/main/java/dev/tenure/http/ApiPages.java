package dev.tenure.http;

import dev.tenure.bus.JsonForms;
import dev.tenure.bus.Peers;
import dev.tenure.lease.SubnetLease;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code /v1/…}: what the agent knows, as JSON. */
final class ApiPages {
    /** So many leases are some 300 KB of JSON, which the event loop writes in a few milliseconds. */
    static final int PEERS_MAX = 1000;

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final AgentView agent;

    ApiPages(AgentView agent) {
        this.agent = agent;
    }

    void lease(RoutingContext context) {
        TenancyStatus status = agent.tenancy();
        JsonObject tenancy = JsonForms.tenancy(status, agent.now());
        if (status.lease().isPresent()) {
            Answer.json(context, OK, tenancy);
            return;
        }
        String state = status.state().label();
        Answer.problem(
                context,
                NOT_FOUND,
                "no-lease",
                "This host holds no lease now; its state is " + state,
                new JsonObject().put("state", state).put("tenancy", tenancy));
    }

    /** With the revision as its ETag, since a write of it is bound to that. */
    void network(RoutingContext context) {
        agent.network()
                .onComplete(
                        network -> {
                            context.response()
                                    .putHeader(
                                            HttpHeaders.ETAG,
                                            "\"" + network.entry().modRevision() + "\"");
                            Answer.json(context, OK, JsonForms.network(network));
                        },
                        cause -> RegistryPages.unanswered(context, cause));
    }

    /** {@code ?limit=1…1000}, and {@code ?after=<key>} for the ones behind it. */
    void peers(RoutingContext context) {
        String limitText = parameter(context, "limit", String.valueOf(PEERS_MAX));
        int limit = limitText.matches("[0-9]{1,4}") ? Integer.parseInt(limitText) : 0;
        if (limit < 1 || limit > PEERS_MAX) {
            Answer.problem(context, BAD_REQUEST, "bad-limit", "limit is a whole number from 1 to " + PEERS_MAX);
            return;
        }
        String after = parameter(context, "after", "");
        agent.peers()
                .onComplete(
                        peers -> page(context, peers, after, limit), cause -> RegistryPages.unanswered(context, cause));
    }

    /** The first of that name; a malformed query is a bad request here, where the request's own getter would throw. */
    private static String parameter(RoutingContext context, String name, String absent) {
        List<String> values = context.queryParam(name);
        return values.isEmpty() ? absent : values.getFirst();
    }

    private static void page(RoutingContext context, Peers peers, String after, int limit) {
        List<SubnetLease> leases = peers.leases();
        int start = after.isEmpty() ? 0 : behind(leases, after);
        if (start < 0) {
            Answer.problem(
                    context,
                    GONE,
                    "peer-gone",
                    "There is no peer with the key of after any more; start again without it");
            return;
        }
        List<SubnetLease> page = leases.subList(start, Math.min(start + limit, leases.size()));
        boolean isLast = start + page.size() == leases.size();
        JsonObject json = JsonForms.peers(new Peers(page, peers.revision()))
                .put("total", leases.size())
                .put("next", isLast ? null : page.getLast().key().text());
        Answer.json(context, OK, json);
    }

    private static int behind(List<SubnetLease> leases, String key) {
        for (int i = 0; i < leases.size(); i++) {
            if (leases.get(i).key().text().equals(key)) {
                return i + 1;
            }
        }
        return -1;
    }
}
