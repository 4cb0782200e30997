package dev.tenure.faults.secure;

import dev.tenure.support.EtcdServer;
import java.time.Duration;

/** How a member goes, and how long its watchers may be without one. */
enum Loss {
    /** Its connections say nothing; gRPC asks after 10 s and gives up after another 5 s. */
    FROZEN(Duration.ofSeconds(45)) {
        @Override
        void begin(EtcdServer member) {
            member.freeze();
        }

        @Override
        void end(EtcdServer member) {
            member.thaw();
        }
    },
    KILLED(Duration.ofSeconds(10)) {
        @Override
        void begin(EtcdServer member) {
            member.kill();
        }

        @Override
        void end(EtcdServer member) {
            member.restart();
        }
    };

    private final Duration backWithin;

    Loss(Duration backWithin) {
        this.backWithin = backWithin;
    }

    Duration backWithin() {
        return backWithin;
    }

    abstract void begin(EtcdServer member);

    abstract void end(EtcdServer member);
}
