package dev.tenure.faults;

import dev.tenure.envfile.SubnetEnvReading;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Subnet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * I3: every version of subnet.env that could ever be seen is whole, since each takes the place of the one before in one step, and
 * names a subnet that is this host's.
 *
 * <p>Allowances:
 *
 * <ul>
 *   <li>What stood there when the recording began, what the test wrote itself, and that there is no file: an agent never
 *       removes it.
 *   <li>{@link #WRITE_NANOS}: what was ordered while the lease was the host's may reach the disk a little later.
 *   <li>A host that cannot hear that its key was taken writes for as long as it believes; so a belief justifies a file as the
 *       history does.
 * </ul>
 */
final class FilesTellTheTruth implements Invariant {
    /** From the order to the rename: a worker has to be free and the disk has to sync. */
    static final long WRITE_NANOS = Duration.ofSeconds(10).toNanos();

    @Override
    public List<Violation> violations(Evidence evidence) {
        List<Violation> found = new ArrayList<>();
        for (HostLog host : evidence.hosts()) {
            if (!host.filesInPlace().isEmpty()) {
                found.add(new Violation(
                        "I3",
                        "subnet.env of " + host.name() + " was changed where it stands "
                                + host.filesInPlace().size() + " times, so that a reader could meet half of it"));
            }
            for (FileVersion version : host.files()) {
                if (version.isJudged()) {
                    check(evidence, host, version, found);
                }
            }
        }
        return found;
    }

    private static void check(Evidence evidence, HostLog host, FileVersion version, List<Violation> found) {
        switch (version.reading()) {
            case SubnetEnvReading.Absent absent -> {}
            case SubnetEnvReading.Unusable unusable ->
                found.add(new Violation(
                        "I3",
                        "subnet.env of " + host.name() + " was broken for a reader: " + unusable.reason() + ": "
                                + version.text()));
            case SubnetEnvReading.Found named -> {
                boolean isTrue = isBelieved(host, named.previous(), version)
                        || isInHistory(evidence.history(), host, named.previous(), version);
                if (!isTrue) {
                    found.add(new Violation(
                            "I3",
                            "subnet.env of " + host.name() + " named " + named.previous()
                                    + ", which was not its subnet then: " + version.text()));
                }
            }
        }
    }

    private static boolean isBelieved(HostLog host, Subnet subnet, FileVersion version) {
        Span written = new Span(version.notYetNanos(), version.seenNanos());
        return host.beliefs()
                .anyMatch(belief -> belief.subnet().equals(subnet)
                        && belief.possible()
                                .widened(Allowances.TURN_NANOS, WRITE_NANOS)
                                .meets(written));
    }

    private static boolean isInHistory(History history, HostLog host, Subnet subnet, FileVersion version) {
        boolean atFirst = history.base().stream().anyMatch(lease -> isIts(host, subnet, lease));
        boolean is = atFirst;
        for (Happened event : history.events()) {
            if (event.seenNanos() > version.seenNanos() + Allowances.TURN_NANOS) {
                break;
            }
            boolean was = event.before() != null && isIts(host, subnet, event.before());
            boolean becomes = event.after() != null && isIts(host, subnet, event.after());
            boolean isLately = event.seenNanos() >= version.notYetNanos() - WRITE_NANOS;
            if (becomes || was && isLately) {
                is = true;
            } else if (was) {
                is = false;
            }
        }
        return is;
    }

    private static boolean isIts(HostLog host, Subnet subnet, SubnetLease lease) {
        return lease.subnet().equals(subnet) && lease.isHeldBy(host.identity());
    }
}
