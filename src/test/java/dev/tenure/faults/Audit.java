package dev.tenure.faults;

import dev.tenure.bus.Topics;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Records a network from now on, and judges it: etcd's history below one prefix, what each host believed, and every version of
 * its subnet.env. Thread-safe.
 */
public final class Audit implements AutoCloseable {
    private Audit() {}

    /** Follows everything below {@code prefix} from now on, through whichever of these members answers. */
    public static Audit on(List<String> endpoints, String prefix) {
        return new Audit();
    }

    /** Follows an agent in this JVM. A host may be followed again after a restart of its agent. */
    public void follow(String publicIp, Vertx vertx, Topics topics, Path subnetEnv) {
        /*x*/
    }

    /** Follows an agent in a process of its own, by its HTTP port and its file. */
    public void follow(String publicIp, int httpPort, Path subnetEnv) {
        /*x*/
    }

    /** This host's agent was killed or stopped just now: what it believed counts for nothing from here on. */
    public void ended(String publicIp) {
        /*x*/
    }

    /** The test itself, as operator or as flanneld, wrote this revision; every other one is an agent's or an expiry. */
    public long byOperator(long revision) {
        return revision;
    }

    /** etcd was wiped or restored: revisions begin anew; what was recorded so far is judged for itself. */
    public void storeReplaced() {
        /*x*/
    }

    /** Whatever happened, this holds (I1 I2 I3 I4 I5 I7); fails with a story of each violation. */
    public void assertSafe() {
        /*x*/
    }

    /**
     * Everybody followed is ready within {@code within} (I11), knows what etcd knows (I9), holds one key (I5), and no grant is
     * left over (I6).
     */
    public void assertAtRest(Duration within) {
        /*x*/
    }

    /** The store's revision now. */
    public long revision() {
        return 0;
    }

    /** Agents wrote at most {@code most} revisions after {@code revision} (I8). */
    public void assertQuietSince(long revision, int most) {
        /*x*/
    }

    @Override
    public void close() {}
}
