package dev.tenure.cli;

import dev.tenure.lease.LeaseTable;
import dev.tenure.operator.NetworkCheck;
import dev.tenure.operator.PoolUse;
import dev.tenure.registry.NetworkText;
import dev.tenure.subnet.Backend;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** The network config that is in etcd, for people and for programs. Pure. */
final class NetworkView {
    private final NetworkText text;
    private final NetworkCheck check;
    private final List<PoolUse> pools;

    /** {@code leases} says how its pools are used. */
    NetworkView(NetworkText text, LeaseTable leases) {
        this.text = text;
        check = NetworkCheck.of(text.value());
        pools = check.config().stream()
                .flatMap(config ->
                        Stream.of(IpFamily.values()).flatMap(family -> Stream.ofNullable(config.pool(family))))
                .map(pool -> PoolUse.of(pool, leases))
                .toList();
    }

    /** True if an agent can use it. */
    boolean isUsable() {
        return check.config().isPresent();
    }

    /** As it stands, but for what a terminal would not show; JSON means the same. */
    static String raw(String value) {
        String shown = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ");
        return shown.endsWith("\n") ? shown : shown + "\n";
    }

    String table(String prefix) {
        StringBuilder shown = new StringBuilder("network config at " + prefix + "/config, revision ");
        shown.append(text.modRevision()).append('\n');
        raw(PlainText.lines(raw(text.value())))
                .lines()
                .forEach(line -> shown.append("  ").append(line).append('\n'));
        check.config()
                .ifPresent(config -> shown.append('\n')
                        .append(PoolListing.pools(pools))
                        .append('\n')
                        .append(backend(config.backend()))
                        .append('\n'));
        return shown + NetworkFindings.text(check.findings(), "\n");
    }

    private static String backend(Backend backend) {
        Integer mtu = backend.mtu();
        String type = backend.type().isEmpty() ? "none" : PlainText.of(backend.type());
        return "backend: " + type
                + (mtu == null
                        ? ", which takes " + backend.overheadBytes() + " bytes of the interface's MTU"
                        : ", with an MTU of " + mtu + " instead of the interface's, less " + backend.overheadBytes()
                                + " bytes");
    }

    /**
     * One document:
     *
     * <pre>
     * {"version": 1, "revision": 12, "usable": true,
     *  "text": "{\"Network\":…}",                          as it stands in etcd
     *  "families": [{…as in tenure pool…}…],
     *  "backend": {"type": "vxlan", "mtu": null, "overheadBytes": 50},             null where it is not usable
     *  "findings": [{"field": "Backend.Type", "severity": "warning", "sentence": "…", "cure": "…"}…]}
     * </pre>
     */
    String json() {
        JsonArray families = new JsonArray();
        pools.forEach(use -> families.add(PoolListing.family(use)));
        JsonObject backend = check.config()
                .map(NetworkConfig::backend)
                .map(known -> new JsonObject()
                        .put("type", known.type())
                        .put("mtu", known.mtu())
                        .put("overheadBytes", known.overheadBytes()))
                .orElse(null);
        return Answer.document()
                        .put("revision", text.modRevision())
                        .putJson("usable", String.valueOf(isUsable()))
                        .put("text", text.value())
                        .putJson("families", families.encode())
                        .putJson("backend", backend == null ? "null" : backend.encode())
                        .putJson("findings", NetworkFindings.json(check.findings()))
                + "\n";
    }
}
