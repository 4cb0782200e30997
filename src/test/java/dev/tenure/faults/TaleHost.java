package dev.tenure.faults;

import dev.tenure.envfile.SubnetEnv;
import dev.tenure.envfile.SubnetEnvReading;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.SpareGrant;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import dev.tenure.tenancy.WaitReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A host in a {@link Tale}: what it believes, says and writes, at the tale's time. Its recorder is the real one. */
final class TaleHost {
    /** Every lease in a tale is kept alive for so long at a time, and believed in for so long. */
    static final Duration TTL = Duration.ofSeconds(10);

    static final Duration CERTAIN = Duration.ofSeconds(8);

    private final Tale tale;
    private final String name;
    private final List<LifeRecorder> lives = new ArrayList<>();
    private final List<FileVersion> files = new ArrayList<>();
    private final Map<String, Long> peers = new TreeMap<>();
    private final List<String> leftovers = new ArrayList<>();
    private final List<Long> inPlace = new ArrayList<>();
    private long lookedNanos;
    private boolean isAlive = true;
    private boolean isReady = true;

    TaleHost(Tale tale, String name) {
        this.tale = tale;
        this.name = name;
        this.lookedNanos = tale.nowNanos();
        lives.add(new LifeRecorder(tale.nowNanos()));
    }

    private LifeRecorder life() {
        return lives.getLast();
    }

    // ---- what it believes

    /** Believes in this lease as it stands now, having kept it alive now. */
    TaleHost holds(String key) {
        return holdsSince(key, 0);
    }

    /** Likewise, but the renewal was sent so many milliseconds ago. */
    TaleHost holdsSince(String key, long millis) {
        return holds(leaseOf(tale, key), millis);
    }

    /** Believes in a lease that need not be there. */
    TaleHost holds(SubnetLease lease, long millis) {
        life().tenancyIs(holding(lease, tale.nowNanos() - millis * 1_000_000), tale.nowNanos());
        return this;
    }

    private static SubnetLease leaseOf(Tale tale, String key) {
        return tale.history()
                .end()
                .find(SubnetKey.parse(key).orElseThrow())
                .orElseThrow(() -> new AssertionError("there is no " + key));
    }

    /** What an agent says that has kept this lease alive with a request sent then. */
    static TenancyStatus holding(Tale tale, String key, long sentNanos) {
        return holding(leaseOf(tale, key), sentNanos);
    }

    private static TenancyStatus holding(SubnetLease lease, long sentNanos) {
        Moment sent = new Moment(sentNanos);
        @Nullable
        SpareGrant kept = lease.term()
                .granted()
                .map(grant -> new SpareGrant(grant, TTL, sent))
                .orElse(null);
        return status(new TenancyState.Holding(
                new Held(lease, kept, sent.plus(CERTAIN), null, null, false), Optional.empty()));
    }

    private static TenancyStatus status(TenancyState state) {
        return new TenancyStatus(state, Optional.empty(), "", "", Optional.empty());
    }

    TaleHost holdsNothing() {
        life().tenancyIs(
                        status(new TenancyState.Waiting(new WaitReason(WaitReason.Code.STARTING, "it starts"))),
                        tale.nowNanos());
        return this;
    }

    // ---- what it says and writes

    TaleHost saysReady() {
        return says(true, true);
    }

    TaleHost says(boolean isReadyNow, boolean isInTouch) {
        life().saysReady(isReadyNow, isInTouch, tale.nowNanos(), tale.nowNanos());
        isReady = isReadyNow;
        return this;
    }

    /** The file is replaced by one that names this subnet. */
    TaleHost writes(String subnet) {
        String first = subnet.replace(".0/", ".1/");
        return writesText(
                "FLANNEL_NETWORK=10.5.0.0/16\nFLANNEL_SUBNET=" + first + "\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=false\n");
    }

    TaleHost writesText(String text) {
        return version(SubnetEnv.parse(text.getBytes(StandardCharsets.UTF_8)), text, true);
    }

    /** The file is changed where it stands. */
    TaleHost writesInPlace() {
        inPlace.add(tale.nowNanos());
        return this;
    }

    /** What the test itself does to the file. */
    TaleHost finds(String text) {
        return version(SubnetEnv.parse(text.getBytes(StandardCharsets.UTF_8)), text, false);
    }

    TaleHost losesItsFile() {
        return version(new SubnetEnvReading.Absent(), "", true);
    }

    private TaleHost version(SubnetEnvReading reading, String text, boolean isJudged) {
        files.add(new FileVersion(reading, text, lookedNanos, tale.nowNanos(), isJudged));
        lookedNanos = tale.nowNanos();
        return this;
    }

    /** This stands beside its file. */
    TaleHost leaves(String name) {
        leftovers.add(name);
        return this;
    }

    /** Nothing has changed in the file until now. */
    TaleHost looks() {
        lookedNanos = tale.nowNanos();
        return this;
    }

    /** It knows this lease of another host at this revision; what it does not know it is not told of. */
    TaleHost knows(String key, long modRevision) {
        peers.put(key, modRevision);
        return this;
    }

    // ---- its agents

    TaleHost ends() {
        life().ends(tale.nowNanos());
        isAlive = false;
        return this;
    }

    TaleHost starts() {
        lives.add(new LifeRecorder(tale.nowNanos()));
        isAlive = true;
        return this;
    }

    boolean isAlive() {
        return isAlive;
    }

    Answers answers() {
        return new Answers(Optional.of(isReady), Optional.of(Map.copyOf(peers)), leftovers);
    }

    HostLog log() {
        return new HostLog(
                name,
                new HostIdentity(IpAddress.parse(name).orElseThrow(), null),
                lives.stream().map(life -> life.life(tale.nowNanos())).toList(),
                files,
                inPlace);
    }
}
