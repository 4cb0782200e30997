package dev.tenure.bus;

import dev.tenure.envfile.SubnetEnv;
import dev.tenure.health.HealthReport;
import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Subnet;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import dev.tenure.tenancy.WaitReason;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The public messages as JSON, for the bus and for the HTTP API alike. Pure; each call makes a new object.
 *
 * <p>Names are lowerCamelCase and stable: fields are added, never renamed. Every field of a form is always there, and is
 * {@code null} where it has no value. Codes are the labels of the core ({@code pool-exhausted}, {@code key-deleted}).
 * Times are whole seconds from now, rounded down, since the moments of one host's clock mean nothing elsewhere.
 */
public final class JsonForms {
    private JsonForms() {}

    /**
     * What this host holds.
     *
     * <pre>
     * {"state": "holding",                      waiting, claiming, holding, doubtful, lost or stopped
     *  …the fields of {@link #lease}…,           all null where nothing is held
     *  "secondsUntilDeadline": 86340,           negative once it has passed; null for a reservation and without a lease
     *  "moving": false,                         true while another subnet is being claimed to replace this one
     *  "rival": {"key", "kind", "holder", "settled"},       a younger claim that overlaps ours; settled: we hold on
     *  "waiting": {"code", "sentence"},         why nothing can be claimed yet, or why a move cannot go on
     *  "doubtful": {"cause", "seconds"},        what renewals fail with, and for how long
     *  "lost": {"key", "reason"},
     *  "stopped": {"sentence"},
     *  "subnetEnv": {"subnet": {"ipv4", "ipv6"}, "mtuBytes"},  what subnet.env has to say; null where there is nothing to say
     *  "trouble": "…",                          what the last failed call to etcd said
     *  "unfit": "…"}                            why the lease is not what the network config asks for
     * </pre>
     */
    public static JsonObject tenancy(TenancyStatus status, Moment now) {
        TenancyState state = status.state();
        Optional<Held> held = state.heldNow();
        JsonObject json = new JsonObject().put("state", state.label());
        addLease(json, held.map(Held::lease).orElse(null));
        return json.put("secondsUntilDeadline", secondsUntilDeadline(held, now))
                .put("moving", held.isPresent() && state.attemptNow().isPresent())
                .put("rival", held.map(Held::rival).map(JsonForms::rival).orElse(null))
                .put("waiting", waiting(status).map(JsonForms::waiting).orElse(null))
                .put("doubtful", state instanceof TenancyState.Doubtful doubtful ? doubtful(doubtful, now) : null)
                .put("lost", state instanceof TenancyState.Lost lost ? lost(lost) : null)
                .put(
                        "stopped",
                        state instanceof TenancyState.Stopped stopped
                                ? new JsonObject().put("sentence", stopped.reason())
                                : null)
                .put("subnetEnv", status.subnetEnv().map(JsonForms::subnetEnv).orElse(null))
                .put("trouble", orNull(status.trouble()))
                .put("unfit", orNull(status.unfit()));
    }

    private static @Nullable Long secondsUntilDeadline(Optional<Held> held, Moment now) {
        return held.map(Held::deadline)
                .map(deadline -> now.until(deadline).toSeconds())
                .orElse(null);
    }

    private static Optional<WaitReason> waiting(TenancyStatus status) {
        return status.state() instanceof TenancyState.Waiting waiting
                ? Optional.of(waiting.reason())
                : status.blocked();
    }

    private static JsonObject waiting(WaitReason reason) {
        return new JsonObject().put("code", reason.code().label()).put("sentence", reason.sentence());
    }

    private static JsonObject rival(Held.Rival rival) {
        return new JsonObject()
                .put("key", rival.lease().key().text())
                .put("kind", kind(rival.lease()))
                .put("holder", rival.lease().holder())
                .put("settled", rival.isSettled());
    }

    private static JsonObject doubtful(TenancyState.Doubtful doubtful, Moment now) {
        return new JsonObject()
                .put("cause", doubtful.cause())
                .put("seconds", doubtful.since().until(now).toSeconds());
    }

    private static JsonObject lost(TenancyState.Lost lost) {
        return new JsonObject()
                .put("key", lost.lease().key().text())
                .put("reason", lost.reason().label());
    }

    private static JsonObject subnetEnv(TenancyCommand.WriteSubnetEnv wanted) {
        SubnetEnv env = SubnetEnv.of(wanted.subnet(), wanted.network(), wanted.mtuBytes(), wanted.mtuIsFinal(), false);
        return new JsonObject().put("subnet", subnet(wanted.subnet())).put("mtuBytes", env.mtuBytes());
    }

    /**
     * A lease or a reservation.
     *
     * <pre>
     * {"kind": "lease",                         or reservation
     *  "key": "10.5.52.0-24",                   its place in etcd
     *  "subnet": {"ipv4": "10.5.52.0/24", "ipv6": null},
     *  "publicIp": "192.168.64.3", "publicIpv6": null,       the host's addresses
     *  "backendType": "vxlan",                  null where the lease names none
     *  "backendData": {…}, "backendV6Data": null,            as the data plane gave them
     *  "grant": "694d81417acd4a05",             hexadecimal, as etcdctl prints it; null for a reservation
     *  "createRevision": 12, "modRevision": 15,
     *  "unreadable": null}                      what is wrong with a value that no host can have written
     * </pre>
     */
    public static JsonObject lease(SubnetLease lease) {
        JsonObject json = new JsonObject();
        addLease(json, lease);
        return json;
    }

    private static void addLease(JsonObject json, @Nullable SubnetLease lease) {
        HostAttributes attributes = lease != null && lease.value() instanceof HostAttributes readable ? readable : null;
        HostIdentity host = attributes == null ? new HostIdentity(null, null) : attributes.identity();
        json.put("kind", lease == null ? null : kind(lease))
                .put("key", lease == null ? null : lease.key().text())
                .put("subnet", lease == null ? null : subnet(lease.subnet()))
                .put("publicIp", textOrNull(host.publicIp()))
                .put("publicIpv6", textOrNull(host.publicIpv6()))
                .put("backendType", attributes == null ? null : orNull(attributes.backendType()))
                .put("backendData", attributes == null ? null : opaque(attributes.backendData()))
                .put("backendV6Data", attributes == null ? null : opaque(attributes.backendV6Data()))
                .put("grant", lease == null ? null : grant(lease))
                .put("createRevision", lease == null ? null : lease.createRevision())
                .put("modRevision", lease == null ? null : lease.modRevision())
                .put(
                        "unreadable",
                        lease != null && lease.value() instanceof LeaseValue.Unreadable unreadable
                                ? unreadable.reason()
                                : null);
    }

    private static String kind(SubnetLease lease) {
        return lease.isReservation() ? "reservation" : "lease";
    }

    private static @Nullable String grant(SubnetLease lease) {
        return lease.term().granted().map(GrantId::toString).orElse(null);
    }

    /** Foreign JSON as it is; what is no JSON shows as text. */
    private static @Nullable Object opaque(@Nullable String json) {
        if (json == null) {
            return null;
        }
        try {
            return Json.decodeValue(json);
        } catch (DecodeException e) {
            return json;
        }
    }

    /** {@code {"ipv4": "10.5.52.0/24", "ipv6": null}}. */
    public static JsonObject subnet(Subnet subnet) {
        return new JsonObject().put("ipv4", textOrNull(subnet.ipv4())).put("ipv6", textOrNull(subnet.ipv6()));
    }

    /**
     * Other hosts' leases, in the order of their keys: {@code {"peers": [{@link #lease}…], "revision": 4711}}.
     */
    public static JsonObject peers(Peers peers) {
        return new JsonObject().put("peers", leases(peers.leases())).put("revision", peers.revision());
    }

    /**
     * Other hosts' leases that came, changed and went:
     * {@code {"added": [{@link #lease}…], "changed": […], "removed": […], "revision": 4711}}.
     */
    public static JsonObject peersChanged(PeersChanged changed) {
        return new JsonObject()
                .put("added", leases(changed.added()))
                .put("changed", leases(changed.changed()))
                .put("removed", leases(changed.removed()))
                .put("revision", changed.revision());
    }

    /** An array of {@link #lease}. */
    public static JsonArray leases(Collection<SubnetLease> leases) {
        JsonArray array = new JsonArray();
        leases.forEach(lease -> array.add(lease(lease)));
        return array;
    }

    /**
     * The network config.
     *
     * <pre>
     * {"status": "valid",                       or broken, or absent: what stands in etcd now
     *  "trouble": null,                         what is broken
     *  "modRevision": 7,                        0 where it is absent
     *  "inForce": {                             the last good one; null if there never was one
     *    "ipv4": {"network": "10.5.0.0/16", "subnetLength": 24, "min": "10.5.1.0", "max": "10.5.255.0", "subnets": 255},
     *    "ipv6": null,
     *    "backend": {"type": "vxlan", "mtu": null},
     *    "enableNftables": false}}
     * </pre>
     */
    public static JsonObject network(NetworkChanged network) {
        return NetworkJson.of(network);
    }

    /**
     * Health.
     *
     * <pre>
     * {"status": "ready",                       or not-ready, or stuck: not even live
     *  "live": true, "ready": true,
     *  "reasons": [{"code": "etcd-unreachable", "sentence": "…", "blocking": false}…],
     *  "secondsUntilDeadline": 86340}           when this was judged; null for a reservation and without a lease
     * </pre>
     */
    public static JsonObject health(HealthReport report) {
        JsonArray reasons = new JsonArray();
        report.reasons()
                .forEach(reason -> reasons.add(new JsonObject()
                        .put("code", reason.code())
                        .put("sentence", reason.sentence())
                        .put("blocking", reason.isBlocking())));
        return new JsonObject()
                .put("status", report.isReady() ? "ready" : report.isLive() ? "not-ready" : "stuck")
                .put("live", report.isLive())
                .put("ready", report.isReady())
                .put("reasons", reasons)
                .put(
                        "secondsUntilDeadline",
                        report.untilDeadline().map(left -> left.toSeconds()).orElse(null));
    }

    private static @Nullable String textOrNull(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
