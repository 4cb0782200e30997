package dev.tenure.faults;

import dev.tenure.lease.HostIdentity;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The log of one host as it grows: one follower for each of its agents, and its file. Thread-safe. */
final class HostRecorder {
    private final String name;
    private final FileRecorder file;
    private final List<Follower> followers = new ArrayList<>();
    private boolean isAlive;

    HostRecorder(String name, Path subnetEnv) {
        this.name = name;
        this.file = new FileRecorder(subnetEnv);
    }

    String name() {
        return name;
    }

    FileRecorder file() {
        return file;
    }

    synchronized void add(Follower follower) {
        followers.add(follower);
        isAlive = true;
    }

    synchronized boolean isAlive() {
        return isAlive;
    }

    /** Asks its latest agent. */
    Answers asks() {
        Follower latest;
        synchronized (this) {
            latest = followers.getLast();
        }
        return new Answers(latest.asksReady(), latest.asksPeers());
    }

    synchronized void end() {
        isAlive = false;
        followers.forEach(Follower::end);
    }

    synchronized HostLog log() {
        long now = System.nanoTime();
        return new HostLog(
                name,
                identity(),
                followers.stream()
                        .map(follower -> follower.recorder().life(now))
                        .toList(),
                file.versions());
    }

    /** By its name, and by what its leases say besides. */
    private HostIdentity identity() {
        Optional<IpAddress> named = IpAddress.parse(name);
        @Nullable
        IpAddress ipv4 =
                named.filter(address -> address.family() == IpFamily.IPV4).orElse(null);
        @Nullable
        IpAddress ipv6 =
                named.filter(address -> address.family() == IpFamily.IPV6).orElse(null);
        for (Follower follower : followers) {
            HostIdentity told = follower.recorder().identity().orElse(new HostIdentity(null, null));
            ipv4 = ipv4 == null ? told.publicIp() : ipv4;
            ipv6 = ipv6 == null ? told.publicIpv6() : ipv6;
        }
        return new HostIdentity(ipv4, ipv6);
    }
}
