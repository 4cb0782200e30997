package dev.tenure.faults.matrix;

import dev.tenure.support.EtcdServer;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Many other hosts that come, and every second one of which goes again. Each key is put once and deleted at most once, so
 * that a single event which somebody misses stays missed.
 */
final class Load implements AutoCloseable {
    private static final int IN_FLIGHT_MAX = 256;
    private static final long PACE_NANOS = Duration.ofMillis(5).toNanos();

    /** So long after its own put a key is deleted. */
    private static final int DELETED_AFTER = 200;

    private final Client client;
    private final String prefix;
    private final LongConsumer wrote;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private int written;

    /** @param wrote hears the revision of every write, on any thread */
    Load(EtcdServer etcd, String prefix, LongConsumer wrote) {
        client = Client.builder().endpoints(etcd.endpoint()).build();
        this.prefix = prefix;
        this.wrote = wrote;
    }

    /** Where these hosts live: in the upper half of 10.0.0.0/8. */
    static String path(int host) {
        return "subnets/10." + (128 + host / 256) + "." + host % 256 + ".0-24";
    }

    /** A network of which these hosts leave the lower half to others. */
    static String network() {
        return "{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":24,\"SubnetMax\":\"10.127.255.0\",\"Backend\":{\"Type\":"
                + "\"vxlan\"}}";
    }

    private ByteSequence key(int host) {
        return ByteSequence.from(prefix + "/" + path(host), StandardCharsets.UTF_8);
    }

    private static ByteSequence value(int host) {
        return ByteSequence.from(
                Row.value("172." + (16 + host / 65_536) + "." + host / 256 % 256 + "." + host % 256),
                StandardCharsets.UTF_8);
    }

    /** Writes at this rate for so long, or as fast as etcd can; returns how many revisions it made. */
    int write(int perSecond, Duration time) {
        long start = System.nanoTime();
        int before = written;
        while (System.nanoTime() - start < time.toNanos()) {
            long due = (System.nanoTime() - start) * perSecond / 1_000_000_000;
            while (written - before < due) {
                writeOne();
            }
            LockSupport.parkNanos(PACE_NANOS);
        }
        await();
        return written - before;
    }

    /** Writes so many as fast as etcd can. */
    void write(int count) {
        for (int i = 0; i < count; i++) {
            writeOne();
        }
        await();
    }

    /** Three writes are two hosts that come, of which the first goes again later. */
    private void writeOne() {
        KV kv = client.getKVClient();
        int host = written / 3 * 2;
        int gone = host - DELETED_AFTER;
        inFlight.acquireUninterruptibly();
        CompletableFuture<? extends Response> write = switch (written % 3) {
            case 0 -> kv.put(key(host), value(host));
            case 1 -> kv.put(key(host + 1), value(host + 1));
            default -> gone < 0 ? kv.put(key(30_000 - host), value(30_000 - host)) : kv.delete(key(gone));
        };
        written++;
        var unused = write.whenComplete((response, error) -> {
            inFlight.release();
            if (error != null) {
                failure.compareAndSet(null, error);
            } else {
                wrote.accept(response.getHeader().getRevision());
            }
        });
    }

    private void await() {
        inFlight.acquireUninterruptibly(IN_FLIGHT_MAX);
        inFlight.release(IN_FLIGHT_MAX);
        Throwable first = failure.get();
        if (first != null) {
            throw new AssertionError("etcd refused a write of the load", first);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
