package dev.tenure.agent;

import dev.tenure.envfile.SubnetEnv;
import dev.tenure.lease.HostIdentity;
import dev.tenure.subnet.Subnet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What hooks are run for.
 *
 * @param kind what happened
 * @param now what subnet.env says; at a loss what it said
 * @param previous the subnet that hooks were told of before, where there was one
 */
record HookEvent(Kind kind, Served now, @Nullable Subnet previous) {
    /** What can happen to the subnet of a host. */
    enum Kind {
        /** There was none, and now subnet.env names one that is certainly ours. */
        ACQUIRED,
        /** subnet.env says something else: another subnet, another network or MTU. */
        CHANGED,
        /** The subnet is no longer ours. */
        LOST;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A subnet as a host lives on it: what subnet.env says, and who the host is. */
    record Served(Subnet subnet, SubnetEnv env, HostIdentity host) {}

    /** All that a hook is told; the names of subnet.env with the values that stand there, and ours. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        now.env().text().lines().forEach(line -> {
            int equals = line.indexOf('=');
            variables.put(line.substring(0, equals), line.substring(equals + 1));
        });
        variables.put("TENURE_EVENT", kind.label());
        variables.put("TENURE_SUBNET", now.subnet().toString());
        putIfThere(variables, "TENURE_PREVIOUS_SUBNET", previous);
        putIfThere(variables, "TENURE_PUBLIC_IP", now.host().publicIp());
        putIfThere(variables, "TENURE_PUBLIC_IPV6", now.host().publicIpv6());
        return variables;
    }

    private static void putIfThere(Map<String, String> variables, String name, @Nullable Object value) {
        if (value != null) {
            variables.put(name, value.toString());
        }
    }

    @Override
    public String toString() {
        return kind.label() + " " + now.subnet();
    }
}
