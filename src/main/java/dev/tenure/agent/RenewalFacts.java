package dev.tenure.agent;

import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.Renewal;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.TenancyFact;

/** What a look at our own key means. */
final class RenewalFacts {
    private RenewalFacts() {}

    /** For the tenancy; {@code sent} is when the look was sent, from which its success counts (R16). */
    static TenancyFact of(SubnetLease asked, Moment sent, Renewal seen) {
        return switch (seen) {
            case Renewal.KeptAlive kept -> new TenancyFact.Renewed(asked, sent, kept.ttl());
            case Renewal.StillReserved still -> new TenancyFact.Renewed(asked, sent, null);
            case Renewal.Changed changed -> new TenancyFact.OwnKeyChanged(asked, changed.current());
            case Renewal.GrantGone gone -> new TenancyFact.GrantExpired(asked);
        };
    }

    /** True if it shows a store that was emptied or restored: what we know is later than what is there (R8). */
    static boolean isOfAnEarlierStore(SubnetLease asked, Renewal seen) {
        return seen instanceof Renewal.Changed changed
                && (changed.revision() < asked.modRevision()
                        || changed.current()
                                .filter(now -> now.modRevision() < asked.modRevision())
                                .isPresent());
    }
}
