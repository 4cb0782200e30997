package dev.tenure.faults.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.LiveAgent;
import dev.tenure.live.Operator;

/**
 * What an agent held before the trouble began.
 *
 * @param key the last part of its key
 * @param stored the key as etcd had it
 */
record Held(LiveAgent agent, String key, Operator.Stored stored) {
    /** Waits until the agent is ready. */
    static Held by(LiveAgent agent, Operator operator) {
        String key = agent.awaitReady().key().text();
        return new Held(agent, key, operator.get("subnets/" + key));
    }

    /** The same key on the same grant, and nothing that this host has written since, wherever it may write. */
    void isUntouched(Operator operator) {
        assertThat(agent.key()).isEqualTo(key);
        assertThat(operator.get("subnets/" + key)).isEqualTo(stored);
        assertThat(operator.historyAfter(stored.modRevision()))
                .noneMatch(event ->
                        event.path().equals("subnets/" + key) || event.value().equals(stored.value()));
    }
}
