package dev.tenure.simulation;

import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * I4: a host keeps its subnet over restarts, outages and losses. It may only come to hold another one if, since it held the
 * last one, something has spoken against that: each such thing is noted as a reason here, by one who sees all.
 */
final class Stability {
    /**
     * @param revision etcd's when it was first held
     * @param reason why the host may move; empty while there is none
     */
    private record Last(SubnetLease lease, long revision, String reason) {
        Subnet subnet() {
            return lease.subnet();
        }
    }

    private final Judge judge;
    private final Map<SimulatedHost, Last> lasts = new HashMap<>();

    /** What is in force for those who have seen it, also once it is broken or deleted. */
    private @Nullable NetworkConfig lastGood;

    Stability(Judge judge) {
        this.judge = judge;
    }

    void holds(SimulatedHost host, SubnetLease now) {
        Last last = lasts.get(host);
        if (last != null && !last.subnet().equals(now.subnet())) {
            boolean isOfOtherAddress = !Judge.isSameHolder(last.lease(), now);
            judge.mustBe(
                    !last.reason().isEmpty()
                            || now.isReservation()
                            || isOfOtherAddress
                            || isFoundInstead(host, last, now),
                    "a host keeps its subnet (I4)",
                    () -> host.name + " had " + last.subnet() + ", which nothing spoke against, and now holds " + now,
                    host);
        }
        lasts.put(host, new Last(now, judge.etcd().revision(), ""));
        networkIs(host);
        // a reservation stands whatever overlaps it, and as a lease again it does not
        judge.etcd().table().leases().forEach(lease -> isPut(host, lease, Author.TIME));
        if (!host.hasHeard(judge.epoch(), 0)) {
            mayMove(host, "it still hears what happened in a store that is no more");
        }
    }

    /** A key of ours that is there goes before a subnet that we would have to claim. */
    private boolean isFoundInstead(SimulatedHost host, Last last, SubnetLease now) {
        boolean isStillThere = judge.etcd()
                .find(last.lease().key())
                .filter(lease -> host.wrote(lease.value()))
                .isPresent();
        return now.createRevision() <= last.revision() && !isStillThere;
    }

    /** Something about the host itself speaks for another subnet. */
    void mayMove(SimulatedHost host, String reason) {
        lasts.computeIfPresent(
                host, (any, last) -> new Last(last.lease(), last.revision(), last.reason() + reason + "; "));
    }

    /** Who begins knows what it reads; if subnet.env is not up to date, it may go by that. */
    void begins(SimulatedHost host) {
        Last last = lasts.get(host);
        if (last != null && !last.subnet().equals(host.subnetEnv())) {
            mayMove(host, "subnet.env says " + host.subnetEnv());
        }
    }

    void happened(Batch what, Author by) {
        if (what.network().isPresent()) {
            lastGood = what.network().get().reading() instanceof NetworkConfig good ? good : lastGood;
            judge.hosts().forEach(this::networkIs);
        }
        for (LeaseChange change : what.changes()) {
            if (change instanceof LeaseChange.Put put) {
                judge.hosts().forEach(host -> isPut(host, put.lease(), by));
            }
        }
    }

    private void networkIs(SimulatedHost host) {
        Last last = lasts.get(host);
        NetworkConfig network = lastGood;
        if (last != null && network != null && !network.offers(last.subnet())) {
            mayMove(host, "the network config does not offer it");
        }
    }

    private void isPut(SimulatedHost host, SubnetLease lease, Author by) {
        Last last = lasts.get(host);
        if (last == null) {
            return;
        }
        boolean isOwn = host.wrote(lease.value());
        // also one of its own, which it is giving up
        boolean isIt = lease.key().equals(last.lease().key()) && Judge.isSameHolder(last.lease(), lease);
        if (!isIt && lease.subnet().overlaps(last.subnet())) {
            mayMove(host, lease.key() + " overlaps it");
        } else if (isOwn && by.isOutsider() && !lease.subnet().equals(last.subnet())) {
            mayMove(host, "an outsider gave it " + lease.key());
        } else if (isOwn && !isIt && lease.isReservation()) {
            mayMove(host, lease.key() + " is reserved for it, and a half of it may fit");
        }
    }

    /** What is in a restored store was put there when nobody knew. */
    void storeReplaced() {
        lastGood = judge.etcd().network().reading() instanceof NetworkConfig good ? good : lastGood;
        for (SimulatedHost host : judge.hosts()) {
            judge.etcd().table().leases().forEach(lease -> isPut(host, lease, Author.OPERATOR));
            networkIs(host);
        }
    }
}
