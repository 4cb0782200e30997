package dev.tenure.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.contract.EtcdWriter;
import dev.tenure.registry.NetworkOutcome;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.StrangeEntry;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of what operators ask: that which only a real etcd has. */
final class EtcdOperatorTest extends EtcdFixture {
    @Test
    void a_key_that_is_no_text_is_named_and_deleted_byte_by_byte() {
        EtcdServer etcd = closing(EtcdServer.start());
        EtcdWriter other = closing(new EtcdWriter(etcd.endpoint(), PREFIX));
        other.putBinaryKey(new byte[] {-1, 0, 'a'}, new byte[0]);
        other.putBinaryKey(new byte[] {-2, 0, 'a'}, new byte[0]);
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()));

        List<StrangeEntry> entries = await(registry.strangeEntries());

        assertThat(entries).extracting(StrangeEntry::name).containsExactly("\\xfe\\x00a", "\\xff\\x00a");
        assertThat(await(registry.deleteStrange(entries.getLast()))).isTrue();
        assertThat(await(registry.strangeEntries())).containsExactly(entries.getFirst());
    }

    @Test
    void each_request_is_counted_as_what_it_is() {
        EtcdServer etcd = closing(EtcdServer.start());
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()));
        await(registry.grantState(
                held(registry, "10.5.52.0-24").term().granted().orElseThrow()));
        await(registry.grants());
        await(registry.strangeEntries());

        assertThat(List.of("ttl", "leases"))
                .allMatch(op -> count("tenure_etcd_requests", "op", op, "outcome", "ok") == 1);
        assertThat(count("tenure_etcd_requests", "op", "range", "outcome", "ok"))
                .isEqualTo(2);
    }

    @Test
    void writes_of_operators_without_an_answer_are_counted_too() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdWriter other = closing(new EtcdWriter(etcd.endpoint(), PREFIX));
        other.put("subnets/strange", "", 0);
        EtcdSubnetRegistry registry = open(impatient(network.endpoint()));
        StrangeEntry strange = await(registry.strangeEntries()).getFirst();
        long seen = await(registry.snapshot()).revision();
        network.holdAnswers();

        var writes = List.of(
                registry.write(new SubnetWrite.Reserve(key("10.5.9.0-24"), host(), 0, seen)),
                registry.putNetwork(CONFIG, 0),
                registry.deleteStrange(strange));

        assertThat(writes).extracting(EtcdFixture::failureOf).allMatch(RegistryFailure::outcomeUnknown);
        assertThat(List.of("reserve", "put_network", "delete_strange"))
                .allMatch(op -> count("tenure_etcd_unknown_outcomes", "op", op) == 1);
        awaitThat("the network config", SOON, () -> other.get("config").isPresent());
        network.forward();
        untilAnswered(registry::snapshot, SOON);
        assertThat(await(registry.putNetwork(CONFIG, 0))).isInstanceOf(NetworkOutcome.Refused.class);
    }
}
