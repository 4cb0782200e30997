package dev.tenure.faults.fleet;

import dev.tenure.support.TcpProxy;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A network that breaks again and again. */
final class Flapping {
    private final Uplink uplink;
    private final Duration every;
    private @Nullable Thread cutting;
    private volatile boolean isOver;

    Flapping(Uplink uplink, Duration every) {
        this.uplink = uplink;
        this.every = every;
    }

    void begin() {
        cutting = Thread.ofVirtual().start(() -> {
            while (!isOver) {
                uplink.each(TcpProxy::cut);
                LockSupport.parkNanos(every.toNanos());
            }
        });
    }

    void end() {
        isOver = true;
        Thread ending = cutting;
        if (ending != null) {
            LockSupport.unpark(ending);
            try {
                ending.join();
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }
}
