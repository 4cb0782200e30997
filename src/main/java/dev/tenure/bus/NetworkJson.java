package dev.tenure.bus;

import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkReading;
import dev.tenure.subnet.SubnetPool;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The network config as JSON; {@link JsonForms#network} says what its fields are. */
final class NetworkJson {
    private NetworkJson() {}

    static JsonObject of(NetworkChanged network) {
        NetworkReading reading = network.entry().reading();
        String status = switch (reading) {
            case NetworkConfig good -> "valid";
            case NetworkReading.Broken broken -> "broken";
            case NetworkReading.Absent absent -> "absent";
        };
        NetworkConfig inForce = network.inForce();
        return new JsonObject()
                .put("status", status)
                .put("trouble", reading instanceof NetworkReading.Broken broken ? broken.reason() : null)
                .put("modRevision", network.entry().modRevision())
                .put("inForce", inForce == null ? null : config(inForce));
    }

    private static JsonObject config(NetworkConfig config) {
        return new JsonObject()
                .put("ipv4", pool(config.ipv4()))
                .put("ipv6", pool(config.ipv6()))
                .put(
                        "backend",
                        new JsonObject()
                                .put("type", config.backend().type())
                                .put("mtu", config.backend().mtu()))
                .put("enableNftables", config.enableNftables());
    }

    private static @Nullable JsonObject pool(@Nullable SubnetPool pool) {
        return pool == null
                ? null
                : new JsonObject()
                        .put("network", pool.network().toString())
                        .put("subnetLength", pool.subnetLength())
                        .put("min", pool.min().toString())
                        .put("max", pool.max().toString())
                        .put("subnets", pool.size());
    }
}
