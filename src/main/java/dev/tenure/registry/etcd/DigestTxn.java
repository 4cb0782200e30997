package dev.tenure.registry.etcd;

import dev.tenure.registry.RegistryDigest;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads the network config's revision, the number of keys below {@code subnets/} and the newest of them, at one revision. */
final class DigestTxn {
    private DigestTxn() {}

    static CompletableFuture<TxnResponse> commit(KV kv, EtcdKeys keys) {
        GetOption count = GetOption.builder()
                .withRange(EtcdKeys.endOf(keys.subnets()))
                .withCountOnly(true)
                .build();
        GetOption newest = GetOption.builder()
                .withRange(EtcdKeys.endOf(keys.subnets()))
                .withKeysOnly(true)
                .withSortField(GetOption.SortTarget.MOD)
                .withSortOrder(GetOption.SortOrder.DESCEND)
                .withLimit(1)
                .build();
        GetOption keyOnly = GetOption.builder().withKeysOnly(true).build();
        return kv.txn()
                .Then(Op.get(keys.config(), keyOnly), Op.get(keys.subnets(), count), Op.get(keys.subnets(), newest))
                .commit();
    }

    static RegistryDigest digest(TxnResponse answer) {
        List<GetResponse> read = answer.getGetResponses();
        return new RegistryDigest(
                read.get(1).getCount(),
                modRevision(read.get(2)),
                modRevision(read.getFirst()),
                answer.getHeader().getRevision(),
                answer.getHeader().getClusterId());
    }

    private static long modRevision(GetResponse read) {
        return read.getKvs().stream().findFirst().map(KeyValue::getModRevision).orElse(0L);
    }
}
