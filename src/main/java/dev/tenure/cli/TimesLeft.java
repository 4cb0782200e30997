package dev.tenure.cli;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** How long leases live unless they are renewed: a request for each grant, many at a time. */
final class TimesLeft {
    private static final int AT_A_TIME = 64;

    private TimesLeft() {}

    /** Empty, and etcd is not asked, unless {@code isWanted}. */
    static Future<Map<GrantId, Duration>> of(Session session, Collection<SubnetLease> leases, boolean isWanted) {
        if (!isWanted) {
            return Future.succeededFuture(Map.of());
        }
        List<GrantId> grants = leases.stream()
                .flatMap(lease -> lease.term().granted().stream())
                .distinct()
                .toList();
        Progress progress = session.progress("asking for " + grants.size() + " grants");
        return session.operations().timesLeft(grants, AT_A_TIME, progress::show).onComplete(answered -> progress.end());
    }
}
