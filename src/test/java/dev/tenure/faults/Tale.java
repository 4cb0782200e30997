package dev.tenure.faults;

import dev.tenure.registry.RegistryRecords.StoredEvent;
import dev.tenure.registry.StoredKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A history written by hand, in the order in which it happens: {@code put(5, "10.5.1.0-24", A, 7)} is revision 5, at the time
 * that {@link #at} set last. Revisions that are left out changed other keys.
 */
final class Tale {
    static final String A = "192.168.64.3";
    static final String B = "192.168.64.4";
    static final String NETWORK = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";

    private final StoreLog log = new StoreLog(1, List.of());
    private final Map<String, Long> created = new HashMap<>();
    private final Set<Long> byOperator = new HashSet<>();
    private final Map<String, TaleHost> hosts = new TreeMap<>();
    private final Set<String> grants = new HashSet<>();
    private long nowNanos = 1_000_000_000_000L;
    private int grantsExcused;

    /** A history that begins with a network config at revision 2. */
    static Tale ofNetwork() {
        return new Tale().config(2, NETWORK);
    }

    long nowNanos() {
        return nowNanos;
    }

    /** So many milliseconds after the beginning; times may not go back. */
    Tale at(long millis) {
        nowNanos = 1_000_000_000_000L + millis * 1_000_000;
        return this;
    }

    // ---- what happens in etcd

    /** A lease on this grant; 0 makes a reservation. */
    Tale put(long revision, String key, String publicIp, long grant) {
        return put(revision, key, value(publicIp), grant);
    }

    private static byte[] value(String publicIp) {
        return ("{\"PublicIP\":\"" + publicIp + "\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The same lease with other data of its backend. */
    Tale update(long revision, String key, String publicIp, long grant, String data) {
        byte[] value = ("{\"PublicIP\":\"" + publicIp
                        + "\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\",\"BackendData\":\"" + data + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        return put(revision, key, value, grant);
    }

    Tale garbage(long revision, String key, long grant) {
        return put(revision, key, "here I am".getBytes(StandardCharsets.UTF_8), grant);
    }

    private Tale put(long revision, String key, byte[] value, long grant) {
        String path = "subnets/" + key;
        created.putIfAbsent(path, revision);
        return take(
                revision,
                List.of(new StoredEvent(false, new StoredKey(path, value, grant, created.get(path), revision))));
    }

    /** All in one revision, as the end of a grant does it. */
    Tale delete(long revision, String... keys) {
        return take(
                revision,
                Stream.of(keys)
                        .map(key -> "subnets/" + key)
                        .peek(created::remove)
                        .map(path -> new StoredEvent(true, new StoredKey(path, new byte[0], 0, 0, revision)))
                        .toList());
    }

    Tale config(long revision, String json) {
        byte[] value = json.getBytes(StandardCharsets.UTF_8);
        return take(revision, List.of(new StoredEvent(false, new StoredKey("config", value, 0, revision, revision))));
    }

    private Tale take(long revision, List<StoredEvent> events) {
        for (long other = log.revision() + 1; other < revision; other++) {
            log.take(other, List.of(), nowNanos);
        }
        log.take(revision, events, nowNanos);
        return this;
    }

    /** These revisions are the test's own. */
    Tale byOperator(long... revisions) {
        for (long revision : revisions) {
            byOperator.add(revision);
        }
        return this;
    }

    // ---- hosts

    /** The host with this public IP; followed from now on if it was not before. */
    TaleHost host(String publicIp) {
        return hosts.computeIfAbsent(publicIp, ip -> new TaleHost(this, ip));
    }

    History history() {
        return log.history();
    }

    Evidence evidence() {
        return new Evidence(
                log.history(),
                byOperator,
                hosts.values().stream().map(TaleHost::log).toList());
    }

    // ---- the end

    /** etcd has these grants now. */
    Tale grants(String... ids) {
        grants.addAll(List.of(ids));
        return this;
    }

    Tale grantsExcused(int most) {
        grantsExcused = most;
        return this;
    }

    Rest rest() {
        List<Rest.Resting> resting = new ArrayList<>();
        hosts.values().stream()
                .filter(TaleHost::isAlive)
                .forEach(host -> resting.add(new Rest.Resting(host.log(), host.answers())));
        return new Rest(evidence(), resting, grants, grantsExcused);
    }
}
