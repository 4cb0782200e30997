package dev.tenure.faults.fleet;

import dev.tenure.support.EtcdServer;
import java.util.List;

/** The three members that the soak runs on. */
final class SoakCluster implements AutoCloseable {
    private final List<EtcdServer> members = EtcdServer.cluster(3);

    List<EtcdServer> members() {
        return members;
    }

    List<String> endpoints() {
        return members.stream().map(EtcdServer::endpoint).toList();
    }

    /** Each member stands still for a moment, one after the other. */
    void defragment() {
        members.forEach(member -> member.etcdctl("defrag"));
    }

    @Override
    public void close() {
        members.forEach(EtcdServer::close);
    }
}
