package dev.tenure.faults.secure;

import dev.tenure.live.LiveAgent;
import dev.tenure.live.Operator;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Other hosts, whose leases come, change and go; each change leaves a trace for good, so that a table shows a lost one. */
final class Crowd {
    private static final int NEW = 160;
    private static final int CHANGED = 40;
    private static final int GONE = 40;

    private int born;
    private int gone;
    private int changes;

    /** A few hosts that are there already. */
    Crowd(Operator operator) {
        Map<String, String> first = new TreeMap<>();
        for (int i = 0; i < 2 * GONE; i++) {
            first.put(path(born), value(born++, "new"));
        }
        operator.putAll(first);
    }

    /** How many changes there have been so far. */
    int changes() {
        return changes;
    }

    /** One more host. */
    void add(Operator operator) {
        operator.put(path(born), value(born++, "new"));
        changes++;
    }

    /** More than two hundred changes in as many revisions, and one revision with many. */
    void stir(Operator operator) {
        for (int i = 0; i < NEW; i++) {
            add(operator);
        }
        Map<String, String> changed = new TreeMap<>();
        for (int i = 1; i <= CHANGED; i++) {
            changed.put(path(born - i), value(born - i, "changed"));
        }
        operator.putAll(changed);
        for (int i = 0; i < GONE; i++) {
            operator.delete(path(gone++));
        }
        changes += CHANGED + GONE;
    }

    private static String value(int number, String what) {
        return "{\"PublicIP\":\"172.16." + number / 250 + "." + (number % 250 + 1)
                + "\",\"PublicIPv6\":null,\"BackendType\":\"" + what + "\"}";
    }

    /** Beyond the pool, so that agents take none of them. */
    private static String path(int number) {
        return "subnets/10." + (40 + number / 256) + "." + number % 256 + ".0-24";
    }

    /** Waits until the agent's peers are what etcd has now, key by key and revision by revision. */
    static void isSeenBy(LiveAgent agent, Operator operator, Duration within) {
        Map<String, Long> stored = new TreeMap<>();
        operator.leases().forEach((key, lease) -> stored.put(key, lease.modRevision()));
        stored.remove(agent.key());
        agent.until("all peers are as etcd has them", within, a -> peers(a).equals(stored));
    }

    private static Map<String, Long> peers(LiveAgent agent) {
        return agent.peers().leases().stream()
                .collect(Collectors.toMap(lease -> lease.key().text(), lease -> lease.modRevision()));
    }
}
