package dev.tenure.registry.etcd;

import dev.tenure.lease.GrantId;
import dev.tenure.registry.GrantState;
import dev.tenure.registry.NetworkOutcome;
import dev.tenure.registry.NetworkText;
import dev.tenure.registry.RegistryRecords;
import dev.tenure.registry.StrangeEntry;
import dev.tenure.subnet.NetworkEntry;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.lease.LeaseTimeToLiveResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What operators ask of etcd beside what agents ask. */
final class OperatorCalls {
    private final EtcdConnection connection;
    private final EtcdKeys keys;

    OperatorCalls(EtcdConnection connection, EtcdKeys keys) {
        this.connection = connection;
        this.keys = keys;
    }

    Future<Optional<NetworkText>> networkText() {
        return connection
                .callAgain(client -> client.getKVClient().get(keys.config()))
                .map(read ->
                        read.getKvs().stream().findFirst().map(keys::stored).map(RegistryRecords::networkText));
    }

    Future<NetworkOutcome> putNetwork(String value, long seenRevision) {
        Op put = Op.put(keys.config(), EtcdKeys.bytes(value), PutOption.DEFAULT);
        return write(EtcdMetrics.Write.PUT_NETWORK, keys.config(), seenRevision, put)
                .map(answer -> answer.isSucceeded()
                        ? new NetworkOutcome.Applied(answer.getHeader().getRevision())
                        : new NetworkOutcome.Refused(
                                network(answer.getGetResponses().getFirst())));
    }

    private NetworkEntry network(GetResponse read) {
        return RegistryRecords.network(
                read.getKvs().stream().findFirst().map(keys::stored).orElse(null));
    }

    Future<Boolean> deleteStrange(StrangeEntry seen) {
        ByteSequence key = keys.strange(seen);
        return write(EtcdMetrics.Write.DELETE_STRANGE, key, seen.modRevision(), Op.delete(key, DeleteOption.DEFAULT))
                .map(TxnResponse::isSucceeded);
    }

    private Future<TxnResponse> write(EtcdMetrics.Write kind, ByteSequence key, long seenRevision, Op op) {
        return connection.metrics().counted(kind, connection.call(client -> {
            KV kv = client.getKVClient();
            return kv.txn()
                    .If(new Cmp(key, Cmp.Op.EQUAL, CmpTarget.modRevision(seenRevision)))
                    .Then(op)
                    .Else(Op.get(key, GetOption.DEFAULT))
                    .commit();
        }));
    }

    Future<Optional<GrantState>> grantState(GrantId grant) {
        LeaseOption withKeys = LeaseOption.builder().withAttachedKeys().build();
        return connection
                .callAgain(client -> client.getLeaseClient().timeToLive(grant.id(), withKeys))
                .map(OperatorCalls::state);
    }

    /** etcd answers for a grant that it does not know, too: with nothing granted. */
    private static Optional<GrantState> state(LeaseTimeToLiveResponse answer) {
        return answer.getGrantedTTL() <= 0
                ? Optional.empty()
                : Optional.of(new GrantState(
                        Duration.ofSeconds(Math.max(0, answer.getTTL())),
                        Duration.ofSeconds(answer.getGrantedTTL()),
                        answer.getKeys().size()));
    }

    /**
     * jetcd has no such request, and shows its channel to nobody but what it calls there; so it is sent behind one that it
     * has, which logs in again if need be.
     */
    Future<List<GrantId>> grants() {
        GetOption keyOnly = GetOption.builder().withKeysOnly(true).build();
        return connection
                .callAgain(client -> client.getKVClient().get(keys.config(), keyOnly))
                .compose(loggedIn ->
                        connection.call(client -> connection.channel().grants()));
    }
}
