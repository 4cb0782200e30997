package dev.tenure.simulation;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WriteOutcome;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A host that runs flanneld. It reads the network config once, picks at random from a look that is old by the time it writes,
 * claims a pair without looking at the halves, renews by a put without any condition, puts its own reservation on a grant,
 * deletes a lease of its own that does not fit, and exits when it loses a race or its key; then it starts anew.
 */
final class Flanneld {
    private static final int RACES_MAX = 3;

    private final World world;
    private final SimulatedEtcd etcd;
    private final Faults faults;
    private final Duration ttl;
    private final Author author;
    private final HostIdentity identity;
    private @Nullable SubnetKey key;
    private @Nullable Subnet previous;
    private int life;
    private boolean isUp;

    Flanneld(int number, World world, SimulatedEtcd etcd, Faults faults, Duration ttl) {
        this.world = world;
        this.etcd = etcd;
        this.faults = faults;
        this.ttl = ttl;
        String ipv4 = "192.168.10." + number;
        this.author = new Author(Author.Kind.OUTSIDER, "flanneld " + ipv4);
        this.identity = new HostIdentity(
                IpAddress.parse(ipv4).orElseThrow(),
                IpAddress.parse("fd00:f::" + number).orElseThrow());
    }

    HostIdentity identity() {
        return identity;
    }

    void start() {
        if (!isUp) {
            isUp = true;
            life++;
            after(Duration.ZERO, () -> acquire(0));
        }
    }

    /** Killed: its lease stays until its grant ends. */
    void stop() {
        isUp = false;
        life++;
        key = null;
    }

    private void after(Duration pause, Runnable what) {
        int mine = life;
        world.after(pause, () -> {
            if (mine != life) {
                return;
            }
            if (faults.isEtcdAway()) {
                after(Duration.ofSeconds(1), what);
            } else {
                what.run();
            }
        });
    }

    private void exit() {
        stop();
        world.after(world.between(1_000, 15_000), () -> {
            if (!isUp) {
                start();
            }
        });
    }

    private void acquire(int races) {
        if (!(etcd.network().reading() instanceof NetworkConfig network)) {
            after(Duration.ofSeconds(1), () -> acquire(races));
            return;
        }
        LeaseTable seen = etcd.table();
        after(world.between(0, 300), () -> {
            Optional<SubnetLease> own = seen.heldBy(identity).stream().findFirst();
            if (own.isPresent() && network.offers(own.get().subnet())) {
                takes(own.get().key());
                return;
            }
            own.ifPresent(unfit -> etcd.delete(author, unfit.key()));
            Optional<SubnetKey> choice = choose(seen, network);
            if (choice.isEmpty() || races > RACES_MAX) {
                exit();
            } else {
                claims(choice.get(), races);
            }
        });
    }

    private Optional<SubnetKey> choose(LeaseTable seen, NetworkConfig network) {
        if (previous != null && network.offers(previous)) {
            SubnetKey wanted = SubnetKey.of(previous);
            if (seen.find(wanted).isEmpty()) {
                return Optional.of(wanted);
            }
        }
        return FreeKeys.any(world, new NetworkEntry(network, 0), seen);
    }

    private HostAttributes value() {
        return HostAttributes.of(identity, "vxlan");
    }

    /** Only that the very same key is not there is looked at. */
    private void claims(SubnetKey wanted, int races) {
        var create = new SubnetWrite.Create(
                wanted, value(), etcd.grant(author, ttl).id(), etcd.network().modRevision());
        if (etcd.write(author, create) instanceof WriteOutcome.Applied) {
            holds(wanted);
        } else {
            after(world.between(0, 100), () -> acquire(races + 1));
        }
    }

    private void takes(SubnetKey own) {
        puts(own);
        holds(own);
    }

    private void puts(SubnetKey own) {
        etcd.put(
                author,
                own,
                LeaseCodec.encode(value()),
                Optional.of(etcd.grant(author, ttl).id()));
    }

    private void holds(SubnetKey own) {
        key = own;
        previous = own.subnet();
        after(ttl.dividedBy(2), () -> renews(own));
        looksAfter(own);
    }

    private void renews(SubnetKey own) {
        if (own.equals(key)) {
            puts(own);
            after(ttl.dividedBy(2), () -> renews(own));
        }
    }

    /** Its watch tells when its key goes; that another host is in it now it does not mind. */
    private void looksAfter(SubnetKey own) {
        after(ttl.dividedBy(10), () -> {
            if (etcd.find(own).isEmpty() && own.equals(key)) {
                exit();
            } else {
                looksAfter(own);
            }
        });
    }
}
