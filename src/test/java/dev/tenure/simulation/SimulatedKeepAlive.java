package dev.tenure.simulation;

import dev.tenure.lease.SubnetLease;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.RenewalPlan;
import dev.tenure.tenancy.SpareGrant;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancySettings;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at the own key and keeps its grant alive, by the renewal plan. */
final class SimulatedKeepAlive {
    private final SimulatedHost host;
    private final EtcdModel etcd;
    private final Plant plant;
    private final RenewalPlan plan;
    private final Chance chance;

    private @Nullable SubnetLease lease;
    private int failures;
    private long turn;

    SimulatedKeepAlive(SimulatedHost host, World world, EtcdModel etcd, TenancySettings settings, Plant plant) {
        this.host = host;
        this.etcd = etcd;
        this.plant = plant;
        this.plan = new RenewalPlan(settings.ttl(), settings.renewMargin());
        this.chance = new Chance(world.number());
    }

    void keep(SubnetLease next, Optional<SpareGrant> kept) {
        lease = next;
        failures = 0;
        Moment now = host.now();
        tickAfter(kept.map(grant -> now.until(grant.sent().plus(plan.period(chance, now))))
                .orElse(Duration.ZERO));
    }

    void stop() {
        lease = null;
        turn++;
    }

    private void tickAfter(Duration pause) {
        long mine = ++turn;
        host.after(pause, () -> {
            if (mine == turn) {
                tick(mine);
            }
        });
    }

    private void tick(long mine) {
        SubnetLease asked = lease;
        if (asked == null) {
            return;
        }
        Moment sent = host.now();
        host.call(
                () -> look(asked, sent),
                fact -> {
                    if (mine == turn) {
                        failures = 0;
                        tickAfter(plan.period(chance, host.now()));
                        host.take(fact);
                    }
                },
                () -> {
                    if (mine == turn) {
                        failures++;
                        tickAfter(plan.retry(failures, chance, host.now()));
                        host.take(new TenancyFact.RenewalFailed(asked, "no answer"));
                    }
                });
    }

    private TenancyFact look(SubnetLease asked, Moment sent) {
        Optional<SubnetLease> current = etcd.find(asked.key());
        boolean isAsKnown =
                current.filter(now -> now.modRevision() == asked.modRevision()).isPresent();
        if (!isAsKnown) {
            return new TenancyFact.OwnKeyChanged(asked, current);
        }
        if (asked.isReservation()) {
            return new TenancyFact.Renewed(asked, sent, null);
        }
        boolean isAlive = asked.term().granted().filter(etcd::keepAlive).isPresent();
        Duration ttl = plant == Plant.NO_DEADLINE ? Duration.ofDays(10) : plan.ttl();
        return isAlive ? new TenancyFact.Renewed(asked, sent, ttl) : new TenancyFact.GrantExpired(asked);
    }
}
