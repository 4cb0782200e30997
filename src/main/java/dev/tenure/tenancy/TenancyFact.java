package dev.tenure.tenancy;

import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that happened, and that the tenancy has to know. */
public sealed interface TenancyFact {
    /** On this host: its addresses, its subnet.env, its data plane and its people. */
    sealed interface OfHost extends TenancyFact {}

    /** In the registry as a whole. */
    sealed interface OfRegistry extends TenancyFact {}

    /** The answer to a claim. */
    sealed interface OfClaim extends TenancyFact {}

    /** At our own key: what a renewal or an update of it showed. */
    sealed interface OfOwnKey extends TenancyFact {}

    /** The agent has looked for a subnet.env; {@code previous} is what it names, if anything usable. */
    record SubnetEnvRead(Optional<Subnet> previous) implements OfHost {}

    /** subnet.env names this subnet now. */
    record SubnetEnvWritten(Subnet subnet) implements OfHost {}

    /** This host's addresses are these now. */
    record HostChanged(HostFacts host) implements OfHost {}

    /** This host has no address that can be used; {@code sentence} says why. */
    record HostUnknown(String sentence) implements OfHost {}

    /** The registry was read as a whole. */
    record SnapshotRead(RegistryView view) implements OfRegistry {}

    /**
     * The watch has told of changes; {@code view} already shows them.
     *
     * @param since the revision of the view that they lead from; who knows only an older one has missed something
     */
    record RegistryChanged(RegistryView view, List<LeaseChange> changes, long since) implements OfRegistry {}

    /**
     * The registry was read as a whole, and it is another store than the one we knew: wiped, restored, or a foreign one.
     * Its revisions mean nothing beside those that we remember.
     */
    record StoreReplaced(RegistryView view) implements OfRegistry {}

    /** The registry could not be read. */
    record RegistryUnreachable(String sentence) implements OfRegistry {}

    /** A claim succeeded: the key is there, on this grant, and these older keys overlap it. */
    record ClaimWon(SubnetLease lease, SpareGrant grant, List<SubnetKey> overlaps) implements OfClaim {}

    /** A claim was refused: somebody has the key, or the network config is another one. */
    record ClaimRefused(SpareGrant grant) implements OfClaim {}

    /** A claim got no answer, so it may have happened. */
    record ClaimFailed(Optional<SpareGrant> grant, String sentence) implements OfClaim {}

    /** A claim failed since its grant is gone; nothing was written. */
    record ClaimGrantGone() implements OfClaim {}

    /** Our own key is as we know it; its grant lives for {@code ttl} from {@code sent} on (null: a reservation). */
    record Renewed(SubnetLease lease, Moment sent, @Nullable Duration ttl) implements OfOwnKey {}

    /** Our own key could not be read or its grant not be kept alive. */
    record RenewalFailed(SubnetLease lease, String sentence) implements OfOwnKey {}

    /** A look at our own key showed something else than {@code lease}. */
    record OwnKeyChanged(SubnetLease lease, Optional<SubnetLease> current) implements OfOwnKey {}

    /** The watch has told what became of this key at this revision; our view of the registry does not show it. */
    record OwnKeySeen(SubnetKey key, Optional<SubnetLease> current, long revision) implements OfOwnKey {}

    /** etcd says that the grant of {@code lease} is gone. */
    record GrantExpired(SubnetLease lease) implements OfOwnKey {}

    /** Our key was rewritten by us. */
    record Updated(SubnetLease lease) implements OfOwnKey {}

    /** Our key was not rewritten, since it is no longer as we saw it. */
    record UpdateRefused(SubnetLease seen, Optional<SubnetLease> current) implements OfOwnKey {}

    /** A data plane on this host gives what the other hosts have to know about it; null leaves a field out. */
    record BackendDataGiven(
            @Nullable String backendData, @Nullable String backendV6Data) implements OfHost {}

    /** Somebody on this host asks to turn our lease into a reservation. */
    record ReserveAsked() implements OfHost {}

    /** Somebody on this host asks to give our lease back and to claim none until the agent starts again. */
    record ReleaseAsked() implements OfHost {}

    /** The moment that {@link Tenancy#nextWake()} named has come, or the clock made a jump. */
    record TimePassed() implements TenancyFact {}
}
