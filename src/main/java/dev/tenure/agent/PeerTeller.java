package dev.tenure.agent;

import dev.tenure.bus.Peers;
import dev.tenure.bus.PeersChanged;
import dev.tenure.bus.Topics;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells which leases are other hosts', and when these come, change and go. Ours are those written for the addresses that this
 * host has, or for those under which it still holds a lease; nobody is to route to them.
 */
final class PeerTeller {
    private static final HostIdentity NOBODY = new HostIdentity(null, null);

    private final AgentPart part;
    private final Metrics metrics;
    /** False until somebody has said what this host's addresses are, or that there are none: our own lease would be a peer's. */
    private boolean isHostKnown;

    private HostIdentity host = NOBODY;
    private HostIdentity holder = NOBODY;
    /** None until the host is known: that there are no peers as of some revision would be false. */
    private LeaseTable leases = LeaseTable.EMPTY;
    /** What was read before that. */
    private LeaseTable waiting = LeaseTable.EMPTY;

    private int count;

    PeerTeller(AgentPart part, Metrics metrics) {
        this.part = part;
        this.metrics = metrics;
    }

    void begin() {
        Topics topics = part.topics;
        topics.facts().consumer(part.bus(), fact -> {
            if (fact instanceof TenancyFact.HostChanged changed) {
                hostIs(changed.host().addresses());
            } else if (fact instanceof TenancyFact.HostUnknown) {
                hostIs(host);
            }
        });
        topics.tenancyChanged().consumer(part.bus(), tenancy -> weAre(host, holder(tenancy)));
        topics.peersQuery().answer(part.bus(), asked -> Future.succeededFuture(peers()));
        // who we are is said on another event loop, and nobody is told who the others are before
        topics.sayAgain().publish(part.bus(), Topics.SayAgain.FACTS);
        topics.sayAgain().publish(part.bus(), Topics.SayAgain.STATUS);
    }

    private static HostIdentity holder(TenancyStatus tenancy) {
        return tenancy.lease()
                .map(lease -> lease.value() instanceof HostAttributes attributes ? attributes.identity() : NOBODY)
                .orElse(NOBODY);
    }

    private void hostIs(HostIdentity now) {
        weAre(now, holder);
        if (!isHostKnown) {
            isHostKnown = true;
            leasesAre(waiting, LeaseTable.EMPTY.changesTo(waiting));
            waiting = LeaseTable.EMPTY;
        }
    }

    /** What was ours may be another's from now on, and the other way round. */
    private void weAre(HostIdentity laterHost, HostIdentity laterHolder) {
        if (laterHost.equals(host) && laterHolder.equals(holder)) {
            return;
        }
        Set<SubnetLease> before = ours();
        host = laterHost;
        holder = laterHolder;
        Set<SubnetLease> after = ours();
        count = leases.size() - after.size();
        tell(
                before.stream().filter(lease -> !after.contains(lease)).toList(),
                List.of(),
                after.stream().filter(lease -> !before.contains(lease)).toList());
    }

    /** Few, among however many: those of all others are not walked over. */
    private Set<SubnetLease> ours() {
        return Stream.of(host, holder)
                .flatMap(each -> leases.heldBy(each).stream())
                .collect(Collectors.toSet());
    }

    /** The leases are these now, after these changes; what came and went at once is not told. */
    void leasesAre(LeaseTable later, List<LeaseChange> changes) {
        if (!isHostKnown) {
            waiting = later;
            return;
        }
        LeaseTable before = leases;
        leases = later;
        List<SubnetLease> added = new ArrayList<>();
        List<SubnetLease> changed = new ArrayList<>();
        List<SubnetLease> removed = new ArrayList<>();
        for (SubnetKey key : changes.stream().map(LeaseChange::key).collect(Collectors.toSet())) {
            Optional<SubnetLease> known = before.find(key).filter(this::isPeer);
            Optional<SubnetLease> now = later.find(key).filter(this::isPeer);
            now.ifPresent(known.isPresent() ? changed::add : added::add);
            known.filter(gone -> now.isEmpty()).ifPresent(removed::add);
        }
        count += added.size() - removed.size();
        tell(added, changed, removed);
    }

    private void tell(List<SubnetLease> added, List<SubnetLease> changed, List<SubnetLease> removed) {
        metrics.peersAre(count);
        if (!added.isEmpty() || !changed.isEmpty() || !removed.isEmpty()) {
            part.topics
                    .peersChanged()
                    .publish(part.bus(), new PeersChanged(added, changed, removed, leases.revision()));
        }
    }

    private boolean isPeer(SubnetLease lease) {
        return !lease.isHeldBy(host) && !lease.isHeldBy(holder);
    }

    private Peers peers() {
        return new Peers(leases.leases().stream().filter(this::isPeer).toList(), leases.revision());
    }
}
