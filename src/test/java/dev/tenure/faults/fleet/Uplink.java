package dev.tenure.faults.fleet;

import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One host's way to every member of a cluster, to be broken as one. */
final class Uplink implements AutoCloseable {
    private final List<TcpProxy> proxies;

    Uplink(List<EtcdServer> members) {
        proxies = members.stream().map(member -> TcpProxy.to(member.port())).toList();
    }

    /** For {@code etcd-endpoints}. */
    String endpoints() {
        return proxies.stream().map(TcpProxy::endpoint).collect(Collectors.joining(","));
    }

    void each(Consumer<TcpProxy> what) {
        proxies.forEach(what);
    }

    @Override
    public void close() {
        proxies.forEach(TcpProxy::close);
    }
}
