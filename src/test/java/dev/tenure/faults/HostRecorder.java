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
    private final List<LifeRecorder> lives = new ArrayList<>();
    private final List<Follower> living = new ArrayList<>();

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

    /** Another agent of this host; one before it that is gone by now need not be told of. */
    void add(Follower follower) {
        List<Follower> gone = living().stream().filter(Follower::isGone).toList();
        synchronized (this) {
            gone.forEach(Follower::end);
            living.removeAll(gone);
            living.add(follower);
            lives.add(follower.recorder());
        }
    }

    private synchronized List<Follower> living() {
        return List.copyOf(living);
    }

    boolean isAlive() {
        return !living().isEmpty();
    }

    /** Asks its latest agent. */
    Answers asks() {
        return living().getLast().asks().withLeftovers(file.leftovers());
    }

    synchronized void end() {
        living.forEach(Follower::end);
        living.clear();
    }

    synchronized HostLog log() {
        long now = System.nanoTime();
        return new HostLog(
                name,
                identity(),
                lives.stream().map(life -> life.life(now)).toList(),
                file.versions(),
                file.changesInPlace());
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
        for (LifeRecorder life : lives) {
            HostIdentity told = life.identity().orElse(new HostIdentity(null, null));
            ipv4 = ipv4 == null ? told.publicIp() : ipv4;
            ipv6 = ipv6 == null ? told.publicIpv6() : ipv6;
        }
        return new HostIdentity(ipv4, ipv6);
    }
}
