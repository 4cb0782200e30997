package dev.tenure.simulation;

import java.time.Duration;

/** One timer of a part: it can be set anew any number of times, and is one event of the world all the same. */
final class HostTimer {
    private static final long NEVER = Long.MAX_VALUE;

    private final Part part;
    private final Runnable due;
    private long dueAt = NEVER;
    private long scheduledAt = NEVER;
    private long number;

    HostTimer(Part part, Runnable due) {
        this.part = part;
        this.due = due;
    }

    void set(Duration pause) {
        dueAt = now() + Math.max(0, pause.toNanos());
        if (dueAt < scheduledAt) {
            schedule();
        }
    }

    void cancel() {
        dueAt = NEVER;
    }

    private long now() {
        return part.host.clock.awakeNanos();
    }

    private void schedule() {
        scheduledAt = dueAt;
        long mine = ++number;
        part.host.after(part, part.host.clock.inWorld(dueAt - now()), () -> {
            if (mine == number) {
                fire();
            }
        });
    }

    private void fire() {
        scheduledAt = NEVER;
        if (dueAt == NEVER) {
            return;
        }
        if (now() < dueAt) {
            schedule();
        } else {
            dueAt = NEVER;
            due.run();
        }
    }
}
