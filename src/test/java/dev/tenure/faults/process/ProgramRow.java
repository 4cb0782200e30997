package dev.tenure.faults.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.faults.Audit;
import dev.tenure.faults.Observed;
import dev.tenure.live.Operator;
import dev.tenure.process.Host;
import dev.tenure.process.RunningAgent;
import dev.tenure.support.EtcdProgram;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every row has for itself: an etcd, an operator, an audit, a disk, and agents that are processes. Nothing is shared, so
 * rows can run side by side.
 */
abstract class ProgramRow {
    static final String PREFIX = "/program";
    static final String ADDRESS = "192.168.64.3";
    static final String OTHER = "192.168.64.9";

    /** I11. */
    private static final Duration REST = Duration.ofSeconds(30);

    final EtcdServer etcd = EtcdServer.start();
    final Audit audit = Audit.on(List.of(etcd.endpoint()), PREFIX);
    final Operator operator = new Operator(etcd, PREFIX, audit::byOperator);

    /** A way to etcd that a test can break. */
    final TcpProxy line = TcpProxy.to(etcd.port());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path disk;

    private final List<RunningAgent> agents = new ArrayList<>();

    @BeforeEach
    void begin() {
        operator.network(Host.NETWORK);
    }

    @AfterEach
    void end() {
        agents.forEach(RunningAgent::close);
        audit.close();
        operator.close();
        line.close();
        etcd.close();
    }

    /** A host that goes by this address, with a disk of its own. */
    Host host(String publicIp) {
        return host(publicIp, etcd.endpoint());
    }

    /** Likewise, which reaches etcd like this. */
    Host host(String publicIp, String endpoint) {
        try {
            Path folder = Files.createDirectories(disk.resolve(publicIp));
            return new Host(etcd, endpoint, PREFIX, folder, publicIp);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RunningAgent start(Host host, String... options) {
        return start(host, List.of(), Map.of(), options);
    }

    /** Starts an agent, which is judged from now on; see {@link Host#start(List, Map, String...)}. */
    RunningAgent start(Host host, List<String> under, Map<String, String> environment, String... options) {
        RunningAgent agent = host.start(under, environment, options);
        agents.add(agent);
        audit.follow(host.publicIp(), agent.port(), host.subnetFile());
        return agent;
    }

    /** The value that another host of ours or a flanneld writes. */
    static String value(String publicIp) {
        return "{\"PublicIP\":\"" + publicIp + "\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\"}";
    }

    /** The only key that there is below {@code subnets/}. */
    String onlyKey() {
        List<String> keys = List.copyOf(operator.leases().keySet());
        if (keys.size() != 1) {
            throw new AssertionError("there is more or less than one key: " + keys);
        }
        return keys.getFirst();
    }

    /** What was claimed since; none of it was there already. */
    List<Operator.Event> claimsSince(long revision) {
        Set<String> there = new HashSet<>();
        List<Operator.Event> claims = new ArrayList<>();
        for (Operator.Event event : operator.historyAfter(revision)) {
            if (event.isPut()) {
                claims.add(event);
                assertThat(there.add(event.path()))
                        .as("%s was not there when it was put", event.path())
                        .isTrue();
            } else {
                there.remove(event.path());
            }
        }
        return claims;
    }

    /** Nothing that must never be has been, and everything is as it should be again. */
    void isSafeAndAtRest() {
        audit.assertAtRest(REST);
        audit.assertSafe();
    }

    static void observed(int row, String fault, String observed, Object... values) {
        Observed.row(row, EtcdProgram.usual(), fault, observed, values);
    }
}
