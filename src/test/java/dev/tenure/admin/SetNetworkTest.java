package dev.tenure.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.admin.Done.Result;
import dev.tenure.operator.NetworkPlan;
import dev.tenure.registry.InMemoryRegistry.Call;
import dev.tenure.registry.InMemoryRegistry.When;
import dev.tenure.subnet.NetworkConfig;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A network config is put over the one that was looked at, and over no other. */
class SetNetworkTest extends Desk {
    private static final String WIDER = "{\"Network\":\"10.4.0.0/15\",\"Backend\":{\"Type\":\"vxlan\"}}";
    private static final String ELSEWHERE = "{\"Network\":\"10.9.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";

    private final long first = store.revision();

    private Done set(Operations by, String text, boolean force) {
        return await(by.setNetwork(text, OptionalLong.empty(), force, List.of(), false))
                .done();
    }

    @Test
    void it_is_put_as_it_is_written() {
        lease("10.5.52.0-24", IP);
        NetworkDone done = await(operations.setNetwork(WIDER + "\n", OptionalLong.of(first), false, List.of(), false));
        is(done.done(), Result.DONE, "network-config-put", "the network config is put over that of revision " + first);
        assertThat(store.valueText("config")).isEqualTo(WIDER + "\n");
        assertThat(done.done().revision()).isEqualTo(store.revision());
        assertThat(done.plan().orElseThrow().hosts()).hasSize(1);
    }

    @Test
    void the_first_one_is_put_over_none() {
        store.delete("config");
        assertThat(set(operations, WIDER, false).sentence()).isEqualTo("the network config is put over none at all");
    }

    @Test
    void one_with_a_mistake_is_refused_with_the_cure() {
        NetworkDone done = await(
                operations.setNetwork("{\"Network\":\"10.5.0.0\"}", OptionalLong.empty(), true, List.of(), false));
        assertThat(done.done().code()).isEqualTo("bad-network-config");
        assertThat(done.done().sentence())
                .startsWith(done.check().findings().getFirst().sentence())
                .endsWith(done.check().findings().getFirst().cure());
        assertThat(done.plan()).isEmpty();
        assertThat(store.valueText("config")).isEqualTo(CONFIG);
    }

    @Test
    void one_that_costs_a_host_its_network_is_refused_unless_that_is_meant() {
        lease("10.5.52.0-24", IP);
        NetworkDone refused = await(operations.setNetwork(ELSEWHERE, OptionalLong.empty(), false, List.of(), true));
        assertThat(refused.done().code()).isEqualTo("destructive");
        assertThat(refused.plan().map(NetworkPlan::isDestructive)).contains(true);
        assertThat(set(operations, ELSEWHERE, false).result()).isEqualTo(Result.REFUSED);
        assertThat(store.valueText("config")).isEqualTo(CONFIG);
        assertThat(set(operations, ELSEWHERE, true).result()).isEqualTo(Result.DONE);
        assertThat(store.valueText("config")).isEqualTo(ELSEWHERE);
    }

    @Test
    void a_dry_run_says_what_would_be_and_puts_nothing() {
        NetworkDone done = await(operations.setNetwork(CONFIG, OptionalLong.empty(), false, List.of(), true));
        is(
                done.done(),
                Result.PLANNED,
                "network-config-put",
                "the network config would be put over that of revision " + first
                        + "; nothing changes that an agent looks at");
        assertThat(store.revision()).isEqualTo(first);
    }

    @Test
    void one_that_was_not_seen_is_not_written_over() {
        store.put("config", CONFIG, 0);
        long second = store.revision();
        NetworkDone done = await(operations.setNetwork(WIDER, OptionalLong.of(first), true, List.of(), false));
        is(
                done.done(),
                Result.REFUSED,
                "network-config-changed",
                "the network config is not that of revision " + first + ", which you have seen, but that of revision "
                        + second + "; look at that one (tenure network show), then plan again");
        assertThat(etcd.count(Call.PUT_NETWORK)).isZero();
    }

    @Test
    void who_has_named_a_revision_does_not_write_over_one_that_comes_meanwhile() {
        Done done = await(meddled(write -> store.put("config", CONFIG, 0))
                        .setNetwork(WIDER, OptionalLong.of(first), false, List.of(), false))
                .done();
        assertThat(done.code()).isEqualTo("network-config-changed");
        assertThat(done.sentence()).contains("revision " + first + ",").contains("revision " + (first + 1) + ";");
        assertThat(store.valueText("config")).isEqualTo(CONFIG);
    }

    @Test
    void what_is_destructive_by_now_is_refused_though_it_was_not_when_it_was_planned() {
        lease("10.9.52.0-24", IP);
        Done done = set(meddled(write -> store.put("config", ELSEWHERE, 0)), CONFIG, false);
        assertThat(done.code()).isEqualTo("destructive");
        assertThat(store.valueText("config")).isEqualTo(ELSEWHERE);
    }

    @Test
    void it_ends_where_somebody_is_faster_every_time() {
        assertThat(set(meddled(write -> store.put("config", CONFIG, 0)), WIDER, false)
                        .code())
                .isEqualTo("overtaken");
        assertThat(etcd.count(Call.PUT_NETWORK)).isEqualTo(Tries.MOST);
    }

    @Test
    void a_write_without_an_answer_is_looked_up() {
        etcd.failNext(1, Call.PUT_NETWORK, AWAY, When.BEFORE_APPLYING);
        is(
                set(operations, WIDER, false),
                Result.FAILED,
                "unreachable",
                "it was not done: etcd gave no answer, and at revision " + first
                        + " the network config is that of revision " + first + "; ask for it again (no answer in 2 s)");
        etcd.failNext(1, Call.PUT_NETWORK, AWAY, When.AFTER_APPLYING);
        Done done = set(operations, WIDER, false);
        assertThat(done.result()).isEqualTo(Result.DONE);
        assertThat(done.revision()).isEqualTo(store.revision());
    }

    @Test
    void the_same_one_that_was_not_put_again_is_told_so() {
        etcd.failNext(1, Call.PUT_NETWORK, AWAY, When.BEFORE_APPLYING);
        assertThat(set(operations, CONFIG, false).result()).isEqualTo(Result.FAILED);
    }

    @Test
    void one_that_somebody_else_put_is_not_taken_for_ones_own() {
        Done done = set(
                meddled(write -> {
                    etcd.failNext(1, Call.PUT_NETWORK, AWAY, When.BEFORE_APPLYING);
                    store.put("config", ELSEWHERE, 0);
                }),
                WIDER,
                false);
        assertThat(done.result()).isEqualTo(Result.FAILED);
        assertThat(done.sentence()).contains("the network config is that of revision " + store.revision());
    }

    @Test
    void a_plan_alone_writes_nothing() {
        lease("10.5.52.0-24", IP);
        NetworkPlan plan = await(operations.planNetwork((NetworkConfig) NetworkConfig.parse(ELSEWHERE), List.of()));
        assertThat(plan.isDestructive()).isTrue();
        assertThat(store.valueText("config")).isEqualTo(CONFIG);
    }
}
