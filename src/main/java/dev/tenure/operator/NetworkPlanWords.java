package dev.tenure.operator;

import dev.tenure.json.JsonFields;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.SubnetPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says in sentences what a {@link NetworkPlan} costs, and what else happens.
 *
 * @param uprooted the hosts that could stay now and must move then
 */
record NetworkPlanWords(
        @Nullable NetworkConfig current,
        NetworkConfig proposed,
        List<HostPlan> hosts,
        List<HostPlan> uprooted,
        List<Capacity> capacity,
        List<RouteCollision> collisions) {

    List<String> dangers() {
        List<String> dangers = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            boolean wasOn = current != null && current.pool(family) != null;
            if (wasOn && proposed.pool(family) == null) {
                dangers.add(family + " is switched off: every host loses its " + family + " subnet");
            }
        }
        if (!uprooted.isEmpty()) {
            dangers.add(uprooted.size() + " of " + Wording.count(hosts.size(), "host") + " must move to another subnet,"
                    + " and the pods there lose their addresses");
        }
        long left = uprooted.stream()
                .filter(host -> host.step() == HostPlan.Step.LEAVE_RESERVATION)
                .count();
        if (left > 0) {
            dangers.add(Wording.count(left, "reservation") + " no longer " + (left == 1 ? "fits" : "fit")
                    + ": whoever has one gets a lease elsewhere, and the reservation is left as it is");
        }
        capacity.stream()
                .filter(family -> family.room() == Capacity.Room.TOO_SMALL && !proposed.equals(current))
                .forEach(family -> dangers.add("the " + family.family() + " pool is too small: of "
                        + Wording.count(family.wanted(), "host") + " that must move, " + family.missing()
                        + (family.missing() == 1 ? " finds" : " find") + " no subnet"));
        backendChange().ifPresent(dangers::add);
        collisions.forEach(collision -> dangers.add(collision.sentence()));
        return dangers;
    }

    private Optional<String> backendChange() {
        if (current == null
                || hosts.isEmpty()
                || current.backend().leaseType().equals(proposed.backend().leaseType())) {
            return Optional.empty();
        }
        return Optional.of("the backend changes from " + name(current) + " to " + name(proposed)
                + ": hosts reach each other again only once each of their data planes was started anew");
    }

    private static String name(NetworkConfig config) {
        String type = JsonFields.quote(config.backend().type());
        return type.substring(1, type.length() - 1);
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (current == null) {
            notes.add("there is no good network config in etcd now");
        } else if (current.equals(proposed)) {
            notes.add("nothing changes that an agent looks at");
        }
        for (IpFamily family : IpFamily.values()) {
            SubnetPool was = current == null ? null : current.pool(family);
            SubnetPool is = proposed.pool(family);
            if (was != null && is != null && !was.network().equals(is.network())) {
                notes.add("the " + family + " network changes from " + was.network() + " to " + is.network()
                        + ": every host rewrites its subnet.env");
            } else if (was == null && is != null && current != null) {
                notes.add(family + " is switched on: every host needs an " + family + " address");
            }
        }
        if (current != null
                && !Objects.equals(current.backend().mtu(), proposed.backend().mtu())) {
            notes.add("the MTU of the backend changes: every host rewrites its subnet.env");
        }
        capacity.stream()
                .filter(family -> family.room() == Capacity.Room.BY_TURNS)
                .forEach(family -> notes.add(Wording.count(family.wanted() - family.freeAtOnce(), "host") + " of "
                        + family.wanted() + " must wait for an " + family.family()
                        + " subnet until others have moved, and hold the old one meanwhile"));
        return notes;
    }
}
