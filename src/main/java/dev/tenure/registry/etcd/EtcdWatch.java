package dev.tenure.registry.etcd;

import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistryRecords;
import dev.tenure.registry.WatchListener;
import dev.tenure.registry.Watching;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import org.jspecify.annotations.Nullable;

/**
 * One watch on everything below the prefix, or on one key. jetcd would resume it by itself and lose events while it does, so the first error
 * or end closes it for good (R10), and whoever wants more opens a new one. All state belongs to the registry's context.
 *
 * <p>etcd never splits a revision over two responses unless the request asks for fragments, which jetcd's does not; so a
 * response is a batch of whole revisions.
 */
final class EtcdWatch implements Watching {
    private static final GetOption KEY_ONLY =
            GetOption.builder().withKeysOnly(true).build();

    private final EtcdConnection connection;
    private final EtcdKeys keys;
    private final ByteSequence start;
    private final WatchOption option;
    private final WatchListener listener;
    private Watch.@Nullable Watcher watcher;
    private long openingTimer = -1;
    private @Nullable Relay heard;
    private boolean isOpen;
    private boolean isLoggedInAgain;
    private boolean over;

    private EtcdWatch(
            EtcdConnection connection, EtcdKeys keys, ByteSequence start, WatchOption option, WatchListener listener) {
        this.connection = connection;
        this.keys = keys;
        this.start = start;
        this.option = option;
        this.listener = listener;
    }

    /** On everything below the prefix. */
    static EtcdWatch open(EtcdConnection connection, EtcdKeys keys, long fromRevision, WatchListener listener) {
        WatchOption option =
                option(fromRevision).withRange(EtcdKeys.endOf(keys.root())).build();
        return open(new EtcdWatch(connection, keys, keys.root(), option, listener));
    }

    /** On this key alone. */
    static EtcdWatch open(
            EtcdConnection connection, EtcdKeys keys, ByteSequence key, long fromRevision, WatchListener listener) {
        return open(new EtcdWatch(connection, keys, key, option(fromRevision).build(), listener));
    }

    private static WatchOption.Builder option(long fromRevision) {
        return WatchOption.builder()
                .withRevision(fromRevision)
                .withRequireLeader(true)
                .withCreateNotify(true)
                .withProgressNotify(true);
    }

    private static EtcdWatch open(EtcdWatch watch) {
        EtcdConnection connection = watch.connection;
        // no RPC has failed where there is no client, and a Vert.x that is closed has no context to say it on
        connection
                .with(watch::start)
                .onFailure(error -> watch.end(connection.failures().of(error)));
        return watch;
    }

    @Override
    public void requestProgress() {
        connection.enqueue(() -> {
            if (watcher != null && !over) {
                watcher.requestProgress();
            }
        });
    }

    @Override
    public void close() {
        connection.enqueue(() -> stop());
    }

    private EtcdWatch start(Client client) {
        if (!over) {
            openingTimer = connection
                    .vertx()
                    .setTimer(connection.timings().watchOpening().toMillis(), now -> notOpened());
            Relay relay = new Relay();
            heard = relay;
            watcher = client.getWatchClient().watch(start, option, relay);
        }
        return this;
    }

    private void notOpened() {
        connection.gotNoAnswer();
        long millis = connection.timings().watchOpening().toMillis();
        end(connection.failures().unreachable("a watch was not confirmed within " + millis + " ms"));
    }

    private void responded(WatchResponse response) {
        if (over) {
            return;
        }
        connection.gotAnswer();
        if (response.isCreatedNotify()) {
            connection.vertx().cancelTimer(openingTimer);
            isOpen = true;
            listener.opened(
                    response.getHeader().getRevision(), response.getHeader().getClusterId());
        } else if (!response.getEvents().isEmpty()) {
            listener.changed(RegistryRecords.batch(
                    response.getEvents().stream().map(keys::stored).toList()));
        } else if (response.isProgressNotify()) {
            listener.progressed(response.getHeader().getRevision());
        }
    }

    private void failed(Throwable error) {
        RegistryFailure failure = connection.failures().of(error);
        // etcd 3.5.1 denies permission to a token that is only older than a change of rights
        boolean mayBeLogin = EtcdFailures.isLoginOver(failure) || failure instanceof RegistryFailure.PermissionDenied;
        if (mayBeLogin && !isOpen && !isLoggedInAgain && !over) {
            logInAgain();
            return;
        }
        boolean isStreamsEnd = !over && !(error instanceof RegistryException);
        if (isStreamsEnd && failure instanceof RegistryFailure.Unreachable) {
            // an RPC counts once, and a watch that was open has counted as an answer
            connection.gotNoAnswer();
        }
        end(EtcdFailures.isTooLarge(failure) ? connection.failures().backlogTooLarge() : failure);
    }

    /** jetcd would ask with the old token for ever where rights have changed since; a read gets a new one. */
    private void logInAgain() {
        isLoggedInAgain = true;
        halt();
        connection
                .call(client -> client.getKVClient().get(keys.config(), KEY_ONLY))
                .compose(read -> connection.with(this::start))
                .onFailure(this::failed);
    }

    private void end(RegistryFailure reason) {
        if (!over) {
            stop();
            listener.ended(reason);
        }
    }

    private void stop() {
        over = true;
        halt();
    }

    private void halt() {
        heard = null;
        connection.vertx().cancelTimer(openingTimer);
        if (watcher != null) {
            watcher.close();
        }
    }

    /** What jetcd calls, on any thread and sometimes under its own locks: hands over and returns (R1). */
    private final class Relay implements Watch.Listener {
        private void relay(Runnable what) {
            connection.enqueue(() -> {
                if (this == heard) {
                    what.run();
                }
            });
        }

        @Override
        public void onNext(WatchResponse response) {
            relay(() -> responded(response));
        }

        @Override
        public void onError(Throwable error) {
            relay(() -> failed(error));
        }

        @Override
        public void onCompleted() {
            relay(() -> {
                if (connection.isClosed()) {
                    stop();
                } else {
                    end(connection.failures().rebuilt());
                }
            });
        }
    }
}
