package dev.tenure.simulation;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.Grant;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WriteOutcome;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.SpareGrant;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * As the agent's RegistryWriter: does what the tenancy wants written and says what came of it. What it has begun it goes on
 * with, also if the tenancy is replaced meanwhile.
 */
final class SimulatedWriter {
    private final SimulatedHost host;
    private final Consumer<TenancyFact> facts;

    SimulatedWriter(SimulatedHost host, Consumer<TenancyFact> facts) {
        this.host = host;
        this.facts = facts;
    }

    void claim(TenancyCommand.Claim claim) {
        Moment sent = host.clock.now();
        boolean isForgotten = host.plant == Plant.RETRY_FORGETS_ITS_GRANT;
        Optional<SpareGrant> spare = isForgotten ? Optional.empty() : claim.spare();
        spare.ifPresentOrElse(
                grant -> create(claim, grant),
                () -> host.<Grant>call(
                        null,
                        () -> host.etcd.grant(host.author(), host.settings.ttl()),
                        grant -> create(claim, new SpareGrant(grant.id(), grant.ttl(), sent)),
                        failure -> facts.accept(new TenancyFact.ClaimFailed(Optional.empty(), failure.sentence()))));
    }

    private void create(TenancyCommand.Claim claim, SpareGrant grant) {
        host.<WriteOutcome>call(
                null,
                () -> {
                    long network = host.plant == Plant.CLAIM_IN_ANY_NETWORK
                            ? host.etcd.network().modRevision()
                            : claim.networkRevision();
                    if (host.plant == Plant.BLIND_CLAIM) {
                        host.etcd.find(claim.key()).ifPresent(there -> host.etcd.delete(host.author(), there.key()));
                    }
                    return host.etcd.write(
                            host.author(),
                            new SubnetWrite.Create(claim.key(), claim.attributes(), grant.grant(), network));
                },
                outcome -> facts.accept(claimed(outcome, grant)),
                failure -> facts.accept(
                        failure instanceof RegistryFailure.GrantNotFound
                                ? new TenancyFact.ClaimGrantGone()
                                : new TenancyFact.ClaimFailed(Optional.of(grant), failure.sentence())));
    }

    private TenancyFact claimed(WriteOutcome outcome, SpareGrant grant) {
        return switch (outcome) {
            case WriteOutcome.Applied applied -> {
                boolean isReadBack = host.plant != Plant.OVERLAPS_NOT_READ_BACK;
                var overlaps = applied.overlaps().stream()
                        .map(WriteOutcome.Claimed::key)
                        .toList();
                yield new TenancyFact.ClaimWon(applied.lease().orElseThrow(), grant, isReadBack ? overlaps : List.of());
            }
            case WriteOutcome.Refused refused -> new TenancyFact.ClaimRefused(grant);
        };
    }

    void update(TenancyCommand.Update update) {
        host.<WriteOutcome>call(
                null,
                () -> host.etcd.write(
                        host.author(),
                        new SubnetWrite.Update(asSeen(update.seen()), update.attributes(), update.term())),
                outcome -> facts.accept(
                        switch (outcome) {
                            case WriteOutcome.Applied applied ->
                                new TenancyFact.Updated(applied.lease().orElseThrow());
                            case WriteOutcome.Refused refused ->
                                new TenancyFact.UpdateRefused(update.seen(), refused.current());
                        }),
                failure -> {});
    }

    /** What a write is bound to; a planted bug takes whatever is there. */
    private SubnetLease asSeen(SubnetLease seen) {
        return host.plant == Plant.BLIND_UPDATE ? host.etcd.find(seen.key()).orElse(seen) : seen;
    }

    void release(TenancyCommand.Release release) {
        SubnetLease lease = release.lease();
        host.<WriteOutcome>call(
                null,
                () -> {
                    boolean isBlind = host.plant == Plant.BLIND_RELEASE;
                    SubnetLease seen = isBlind ? host.etcd.find(lease.key()).orElse(lease) : lease;
                    return host.etcd.write(host.author(), new SubnetWrite.Delete(seen));
                },
                outcome -> lease.term().granted().ifPresent(this::revoke),
                failure -> {});
    }

    /** Two requests: whether a key hangs on it, and then its end. */
    void revoke(GrantId grant) {
        host.<Boolean>call(
                null,
                () -> host.etcd.isUnused(grant),
                isUnused -> {
                    if (isUnused && host.plant != Plant.GRANTS_LEAK) {
                        host.<Boolean>call(
                                null,
                                () -> {
                                    host.etcd.revoke(host.author(), grant);
                                    return true;
                                },
                                done -> {},
                                failure -> {});
                    }
                },
                failure -> {});
    }
}
