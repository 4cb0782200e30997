package dev.tenure.registry.etcd;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryRecords;
import dev.tenure.registry.StoredKey;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WriteOutcome;
import dev.tenure.subnet.SubnetKey;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Txn;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A {@link SubnetWrite} as one etcd transaction, and what its answer means. */
final class WriteTxn {
    private final SubnetWrite write;
    private final EtcdKeys keys;
    private final SubnetKey key;
    private final ByteSequence keyBytes;

    private WriteTxn(SubnetWrite write, EtcdKeys keys, SubnetKey key) {
        this.write = write;
        this.keys = keys;
        this.key = key;
        keyBytes = keys.lease(key);
    }

    static WriteTxn of(SubnetWrite write, EtcdKeys keys) {
        SubnetKey key = switch (write) {
            case SubnetWrite.Create create -> create.key();
            case SubnetWrite.Reserve reserve -> reserve.key();
            case SubnetWrite.Update update -> update.seen().key();
            case SubnetWrite.Delete delete -> delete.seen().key();
        };
        return new WriteTxn(write, keys, key);
    }

    EtcdMetrics.Write kind() {
        return switch (write) {
            case SubnetWrite.Create create -> EtcdMetrics.Write.CREATE;
            case SubnetWrite.Reserve reserve -> EtcdMetrics.Write.RESERVE;
            case SubnetWrite.Update update -> EtcdMetrics.Write.UPDATE;
            case SubnetWrite.Delete delete -> EtcdMetrics.Write.DELETE;
        };
    }

    CompletableFuture<TxnResponse> commit(KV kv) {
        Txn txn = kv.txn();
        Txn happening = switch (write) {
            case SubnetWrite.Create create ->
                txn.If(isAbsent(), isAt(keys.config(), create.networkRevision()))
                        .Then(put(create.attributes(), create.grant().id()), allKeys());
            case SubnetWrite.Reserve reserve ->
                txn.If(
                                isAbsent(),
                                isAt(keys.config(), reserve.networkRevision()),
                                Comparisons.noneMadeAfter(keys.subnets(), reserve.seenRevision()))
                        .Then(put(reserve.attributes(), 0));
            case SubnetWrite.Update update ->
                txn.If(isAsSeen(update.seen())).Then(put(update.attributes(), grantOf(update)));
            case SubnetWrite.Delete delete ->
                txn.If(isAsSeen(delete.seen())).Then(Op.delete(keyBytes, DeleteOption.DEFAULT));
        };
        return happening.Else(Op.get(keyBytes, GetOption.DEFAULT), Op.get(keys.config(), GetOption.DEFAULT))
                .commit();
    }

    WriteOutcome outcome(TxnResponse answer) {
        if (!answer.isSucceeded()) {
            return refused(answer.getGetResponses());
        }
        long revision = answer.getHeader().getRevision();
        return switch (write) {
            case SubnetWrite.Create create ->
                new WriteOutcome.Applied(
                        written(create.attributes(), create.grant().id(), revision, revision),
                        RegistryRecords.overlaps(
                                key,
                                keys.stored(answer.getGetResponses().getFirst().getKvs())),
                        revision);
            case SubnetWrite.Reserve reserve ->
                new WriteOutcome.Applied(written(reserve.attributes(), 0, revision, revision), List.of(), revision);
            case SubnetWrite.Update update ->
                new WriteOutcome.Applied(
                        written(
                                update.attributes(),
                                grantOf(update),
                                update.seen().createRevision(),
                                revision),
                        List.of(),
                        revision);
            case SubnetWrite.Delete delete -> new WriteOutcome.Applied(Optional.empty(), List.of(), revision);
        };
    }

    private WriteOutcome refused(List<GetResponse> read) {
        Optional<SubnetLease> current =
                first(read.getFirst()).flatMap(found -> RegistryRecords.lease(keys.stored(found)));
        long networkRevision =
                first(read.getLast()).map(KeyValue::getModRevision).orElse(0L);
        return new WriteOutcome.Refused(current, networkRevision);
    }

    private static Optional<KeyValue> first(GetResponse read) {
        return read.getKvs().stream().findFirst();
    }

    private Optional<SubnetLease> written(HostAttributes attributes, long grant, long created, long modified) {
        return RegistryRecords.lease(new StoredKey(
                RegistryRecords.SUBNETS + key.text(), LeaseCodec.encode(attributes), grant, created, modified));
    }

    private static long grantOf(SubnetWrite.Update update) {
        return update.term().granted().map(GrantId::id).orElse(0L);
    }

    private Cmp isAbsent() {
        return new Cmp(keyBytes, Cmp.Op.EQUAL, CmpTarget.version(0));
    }

    /** A store that was restored counts its revisions anew, and only by its grant the key there is known to be another one. */
    private Cmp[] isAsSeen(SubnetLease seen) {
        Cmp isAt = isAt(keyBytes, seen.modRevision());
        return seen.term()
                .granted()
                .map(grant -> new Cmp[] {isAt, Comparisons.hangsOn(keyBytes, grant.id())})
                .orElseGet(() -> new Cmp[] {isAt});
    }

    private static Cmp isAt(ByteSequence key, long modRevision) {
        return new Cmp(key, Cmp.Op.EQUAL, CmpTarget.modRevision(modRevision));
    }

    private Op put(HostAttributes attributes, long grant) {
        return Op.put(
                keyBytes,
                ByteSequence.from(LeaseCodec.encode(attributes)),
                PutOption.builder().withLeaseId(grant).build());
    }

    /** In the same transaction, so that of two claims that overlap at least the younger sees the older. */
    private Op allKeys() {
        GetOption keysOnly = GetOption.builder()
                .withRange(EtcdKeys.endOf(keys.subnets()))
                .withKeysOnly(true)
                .build();
        return Op.get(keys.subnets(), keysOnly);
    }
}
