package dev.tenure.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How bad things are now; as it is made everything works. */
final class Faults {
    /** One call in this many is lost in some way; 0 for none. */
    int lossOneIn;

    /** One message on a host's bus in this many is lost, comes twice or late; 0 for none. */
    int busTroubleOneIn;

    /** How much longer than usual etcd takes, at most. */
    Duration etcdDelay = Duration.ZERO;

    /** True while there is no etcd. */
    boolean isEtcdDown;

    /** True while etcd is stopped: what is sent to it is carried out once it goes on. */
    boolean isEtcdFrozen;

    /** How often etcd was started; what was sent to an earlier one is lost. */
    int etcdStarts;

    private final List<Runnable> frozen = new ArrayList<>();

    void untilThawed(Runnable what) {
        frozen.add(what);
    }

    void thaw() {
        isEtcdFrozen = false;
        List<Runnable> waiting = List.copyOf(frozen);
        frozen.clear();
        waiting.forEach(Runnable::run);
    }

    boolean isEtcdAway() {
        return isEtcdDown || isEtcdFrozen;
    }

    void end() {
        lossOneIn = 0;
        busTroubleOneIn = 0;
        etcdDelay = Duration.ZERO;
        isEtcdDown = false;
        thaw();
    }
}
