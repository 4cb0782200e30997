package dev.tenure.agent;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WriteOutcome;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.SpareGrant;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancySettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.function.Consumer;

/** Does what the tenancy wants written to the registry, and says what came of it as a fact. Every call is one attempt. */
final class RegistryWriter {
    private final AgentPart part;
    private final SubnetRegistry registry;
    private final TenancySettings settings;
    private final AgentClock clock;
    private final Metrics metrics;

    RegistryWriter(
            AgentPart part, SubnetRegistry registry, TenancySettings settings, AgentClock clock, Metrics metrics) {
        this.part = part;
        this.registry = registry;
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** A grant, unless a spare one is left, and one transaction on it. */
    Future<?> claim(TenancyCommand.Claim claim, Consumer<TenancyFact> facts) {
        Moment began = clock.now();
        Promise<Void> done = Promise.promise();
        part.answer(grant(claim, began), grant -> create(claim, grant, began, facts, done), failure -> {
            metrics.claimFailed();
            facts.accept(new TenancyFact.ClaimFailed(Optional.empty(), failure.sentence()));
            done.fail(failure.sentence());
        });
        return done.future();
    }

    private Future<SpareGrant> grant(TenancyCommand.Claim claim, Moment sent) {
        return claim.spare()
                .map(Future::succeededFuture)
                .orElseGet(() ->
                        registry.grant(settings.ttl()).map(grant -> new SpareGrant(grant.id(), grant.ttl(), sent)));
    }

    private void create(
            TenancyCommand.Claim claim,
            SpareGrant grant,
            Moment began,
            Consumer<TenancyFact> facts,
            Promise<Void> done) {
        var create = new SubnetWrite.Create(claim.key(), claim.attributes(), grant.grant(), claim.networkRevision());
        part.answer(
                registry.write(create),
                outcome -> {
                    facts.accept(claimed(outcome, grant, began));
                    done.complete();
                },
                failure -> {
                    facts.accept(notClaimed(failure, grant));
                    done.fail(failure.sentence());
                });
    }

    private TenancyFact notClaimed(RegistryFailure failure, SpareGrant grant) {
        if (failure instanceof RegistryFailure.GrantNotFound) {
            metrics.claimGrantGone();
            return new TenancyFact.ClaimGrantGone();
        }
        metrics.claimFailed();
        return new TenancyFact.ClaimFailed(Optional.of(grant), failure.sentence());
    }

    private TenancyFact claimed(WriteOutcome outcome, SpareGrant grant, Moment began) {
        return switch (outcome) {
            case WriteOutcome.Applied applied -> {
                metrics.claimWon(began.until(clock.now()));
                var overlaps = applied.overlaps().stream()
                        .map(WriteOutcome.Claimed::key)
                        .toList();
                yield new TenancyFact.ClaimWon(applied.lease().orElseThrow(), grant, overlaps);
            }
            case WriteOutcome.Refused refused -> {
                metrics.claimRefused();
                yield new TenancyFact.ClaimRefused(grant);
            }
        };
    }

    /** Fails where etcd gave no answer; the tenancy writes again after the next renewal. */
    Future<?> update(TenancyCommand.Update update, Consumer<TenancyFact> facts) {
        Promise<Void> done = Promise.promise();
        part.answer(
                registry.write(new SubnetWrite.Update(update.seen(), update.attributes(), update.term())),
                outcome -> {
                    switch (outcome) {
                        case WriteOutcome.Applied applied -> {
                            facts.accept(new TenancyFact.Updated(applied.lease().orElseThrow()));
                            done.complete();
                        }
                        case WriteOutcome.Refused refused -> {
                            facts.accept(new TenancyFact.UpdateRefused(update.seen(), refused.current()));
                            done.fail(update.seen().key()
                                    + " was changed by somebody else meanwhile; look at it, then try " + "again");
                        }
                    }
                },
                failure -> {
                    part.log.warn("{} could not be rewritten: {}", update.seen().key(), failure.sentence());
                    done.fail(failure.sentence());
                });
        return done.future();
    }

    /** Deletes the key if it is as we saw it, then its grant if nothing else hangs on it. */
    Future<?> release(TenancyCommand.Release release) {
        SubnetLease lease = release.lease();
        Promise<Void> done = Promise.promise();
        part.answer(
                registry.write(new SubnetWrite.Delete(lease)),
                outcome -> {
                    part.log.info(
                            outcome instanceof WriteOutcome.Applied
                                    ? "released {}"
                                    : "{} was not released: it is gone, or somebody changed it meanwhile",
                            lease.key());
                    lease.term()
                            .granted()
                            .map(this::revoke)
                            .orElse(Future.succeededFuture())
                            .onComplete(ended -> done.complete());
                },
                failure -> {
                    part.log.warn("{} could not be released yet: {}", lease.key(), failure.sentence());
                    done.fail(failure.sentence());
                });
        return done.future();
    }

    /** Best effort: a grant that is left behind ends by itself. */
    Future<Void> revoke(GrantId grant) {
        return registry.revokeUnused(grant)
                .onFailure(failure -> part.log.debug("the grant {} was not revoked: {}", grant, failure.getMessage()))
                .otherwiseEmpty();
    }
}
