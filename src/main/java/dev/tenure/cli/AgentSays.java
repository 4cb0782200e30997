package dev.tenure.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the agent of this host says of itself. Pure.
 *
 * @param state ready, not-ready or stuck; silent where nobody, or no agent, answers; unasked where it serves no HTTP
 * @param subnet what it holds; empty for nothing
 * @param detail its tenancy and its reasons
 */
record AgentSays(String state, String subnet, String detail) {
    private static final List<String> STATES = List.of("ready", "not-ready", "stuck");

    static AgentSays unasked() {
        return new AgentSays("unasked", "", WaitCommand.NO_HTTP);
    }

    static AgentSays silent(String url) {
        return new AgentSays(
                "silent", "", "no agent answers at " + url + "; check that it runs, and its --healthz-port");
    }

    /** From {@code /readyz?verbose}; whoever else listens there may answer anything. */
    static AgentSays of(String url, String body) {
        try {
            JsonObject health = new JsonObject(body);
            String status = health.getString("status", "");
            return STATES.contains(status)
                    ? new AgentSays(status, subnet(health.getJsonObject("lease")), detail(health, url))
                    : stranger(url);
        } catch (DecodeException | ClassCastException e) {
            return stranger(url);
        }
    }

    private static AgentSays stranger(String url) {
        return new AgentSays("silent", "", "what answers at " + url + " is no agent of Tenure; check --healthz-port");
    }

    private static String subnet(@Nullable JsonObject lease) {
        JsonObject subnet = lease == null ? null : lease.getJsonObject("subnet");
        return subnet == null
                ? ""
                : String.join(
                        ",",
                        Stream.of("ipv4", "ipv6")
                                .flatMap(half -> Optional.ofNullable(subnet.getString(half)).stream())
                                .toList());
    }

    private static String detail(JsonObject health, String url) {
        List<String> parts = new ArrayList<>();
        parts.add(health.getString("state", "unknown") + ", at " + url);
        health.getJsonArray("reasons", new JsonArray())
                .forEach(reason -> parts.add(((JsonObject) reason).getString("sentence", "")));
        return String.join("; ", parts);
    }

    boolean isReady() {
        return state.equals("ready");
    }
}
