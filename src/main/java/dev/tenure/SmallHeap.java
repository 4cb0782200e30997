package dev.tenure;

import io.vertx.core.Vertx;

/**
 * Gives back to the node what an agent has no more use for. Leases that are read and peers that change leave garbage which the
 * JVM would not look for before its heap is full, so memory would only ever grow. A full collection of so small a heap takes 10
 * to 15 ms; there is at most one each {@value #LOOK_MILLIS} ms, and none on an agent that just waits.
 */
final class SmallHeap {
    private static final long LOOK_MILLIS = 10_000;
    private static final long MIB = 1024 * 1024;

    /** As conf/jvm.options has it; who runs an agent on a larger heap wants it used and not collected. */
    private static final long HEAP_BYTES_MAX = 96 * MIB;

    private static final long GARBAGE_BYTES_MAX = 3 * MIB;

    private final Vertx vertx;
    private boolean isBegun;
    /** After the last collection. */
    private long usedBytes;

    private SmallHeap(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Looks after the heap of this JVM from the moment on at which the host is ready: before, there are better things to do. */
    static void keep(Vertx vertx, TenureVerticle tenure) {
        if (Runtime.getRuntime().maxMemory() <= HEAP_BYTES_MAX) {
            SmallHeap heap = new SmallHeap(vertx);
            tenure.topics().healthChanged().consumer(vertx.eventBus(), health -> {
                if (health.isReady() && !heap.isBegun) {
                    heap.begin();
                }
            });
        }
    }

    private void begin() {
        isBegun = true;
        collect();
        vertx.setPeriodic(LOOK_MILLIS, look -> {
            if (used() > usedBytes + GARBAGE_BYTES_MAX) {
                collect();
            }
        });
    }

    private void collect() {
        vertx.executeBlocking(() -> {
                    System.gc();
                    return used();
                })
                .onSuccess(left -> usedBytes = left);
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
