package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.EtcdServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One etcd for a class, one prefix for a test, and as many hosts as it likes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LiveTest {
    static final String NETWORK = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";

    @TempDir
    Path disk = Path.of("");

    final EtcdServer etcd = EtcdServer.start();

    Logs logs = new Logs();
    Operator operator = new Operator(etcd, "/live/0");
    String prefix = "/live/0";

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private int tests;

    @BeforeEach
    void begin() {
        operator.close();
        logs.close();
        prefix = "/live/" + ++tests;
        operator = new Operator(etcd, prefix);
        logs = new Logs();
    }

    /** A host with this public IP and a disk of its own. */
    LiveHost host(String publicIp) {
        return bareHost(publicIp.replace(':', '_')).with("public-ip", publicIp);
    }

    /** A host that goes by no address yet; the name is that of its disk. */
    LiveHost bareHost(String name) {
        return new LiveHost(
                etcd.endpoint(), prefix, disk.resolve(prefix.substring(1)).resolve(name), logs, toClose);
    }

    /** The value that a host of ours or a flanneld without data of its own writes. */
    static String value(String publicIp) {
        return "{\"PublicIP\":\"" + publicIp + "\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\"}";
    }

    @AfterEach
    void end(TestInfo test) throws Exception {
        for (AutoCloseable each : toClose) {
            each.close();
        }
        toClose.clear();
        assertThat(logs.blockedLoops()).as(test.getDisplayName()).isEmpty();
        assertThat(logs.warningsWith("bug")).as(test.getDisplayName()).isEmpty();
    }

    @AfterAll
    void endOfClass() {
        operator.close();
        logs.close();
        etcd.close();
    }
}
