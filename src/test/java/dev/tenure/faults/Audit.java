package dev.tenure.faults;

import dev.tenure.bus.Topics;
import dev.tenure.live.Patience;
import dev.tenure.subnet.IpAddress;
import dev.tenure.support.Command;
import dev.tenure.support.EtcdServer;
import io.etcd.jetcd.Client;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Records a network from now on, and judges it: etcd's history below one prefix, what each host believed, and every version of
 * its subnet.env. Thread-safe.
 */
public final class Audit implements AutoCloseable {
    /** What is judged by one store's history. */
    private static final List<Invariant> PER_STORE = List.of(
            new KeysKeepTheirHolder(),
            new CertainHostsAreApart(),
            new ReservationsStay(),
            new HostsKeepTheirSubnet(),
            new NothingIsWrittenTwice(),
            new YoungerClaimsYield(),
            new CertaintyIsEarned());

    /** What hosts say and write goes on when the store is replaced. */
    private static final List<Invariant> PER_HOST = List.of(new FilesTellTheTruth(), new ReadyMeansHeld());

    private static final List<Rest.Rule> AT_REST = List.of(
            new EverybodyIsReady(),
            new CachesAgree(),
            new OneKeyEach(),
            new NoGrantIsLeft(),
            new NothingIsLeftOnDisk());

    /** All that is asked at rest costs something, so it is not asked all the time. */
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final List<String> endpoints;
    private final List<String> etcdctlFlags;
    private final HistoryRecorder recorder;
    private final BusTaps taps = new BusTaps();
    private final Map<String, HostRecorder> hosts = new TreeMap<>();
    /** What the looking costs stays below some 2,000 questions and 1,000 reads of a file in a second. */
    private final Looks looks = new Looks("audit-asks", Duration.ofMillis(20), Duration.ofNanos(500_000));

    private final InPlaceWrites inPlace = new InPlaceWrites();
    private final Looks files = new Looks("audit-reads", Duration.ofMillis(5), Duration.ofMillis(1));
    private final List<Deeds> deeds = new ArrayList<>(List.of(new Deeds()));
    private final Set<IpAddress> strangers = new HashSet<>();
    private final Set<String> grantsBefore;
    private int grantsExcused;

    private Audit(List<String> endpoints, String prefix, Function<String, Client> connect, List<String> etcdctlFlags) {
        this.endpoints = List.copyOf(endpoints);
        this.etcdctlFlags = List.copyOf(etcdctlFlags);
        files.add(inPlace::look);
        this.recorder = new HistoryRecorder(endpoints, prefix, connect);
        this.grantsBefore = grants();
    }

    /** Follows everything below {@code prefix} from now on, through whichever of these members answers. */
    public static Audit on(List<String> endpoints, String prefix) {
        return new Audit(
                endpoints,
                prefix,
                endpoint -> Client.builder().endpoints(endpoint).build(),
                List.of());
    }

    /**
     * Likewise for an etcd with certificates or users.
     *
     * @param connect makes the clients, each for one endpoint
     * @param etcdctlFlags what etcdctl needs besides the endpoints
     */
    public static Audit on(
            List<String> endpoints, String prefix, Function<String, Client> connect, String... etcdctlFlags) {
        return new Audit(endpoints, prefix, connect, List.of(etcdctlFlags));
    }

    // ---- whom it follows

    /** Follows an agent in this JVM. A host may be followed again after a restart of its agent. */
    public void follow(String publicIp, Vertx vertx, Topics topics, Path subnetEnv) {
        host(publicIp, subnetEnv).add(new BusFollower(vertx, topics, taps, looks));
    }

    /** Follows an agent in a process of its own, by its HTTP port and its file. */
    public void follow(String publicIp, int httpPort, Path subnetEnv) {
        host(publicIp, subnetEnv).add(new HttpFollower(httpPort, this::httpPauseNanos));
    }

    /** A question over HTTP costs two processes something. */
    private synchronized long httpPauseNanos() {
        return Duration.ofMillis(Math.max(20, 2L * hosts.size())).toNanos();
    }

    private synchronized HostRecorder host(String publicIp, Path subnetEnv) {
        HostRecorder host = hosts.get(publicIp);
        if (host == null) {
            host = new HostRecorder(publicIp, subnetEnv);
            hosts.put(publicIp, host);
            files.add(host.file()::look);
            inPlace.listen(subnetEnv, host.file()::wasChangedInPlace);
        }
        return host;
    }

    private synchronized List<HostRecorder> hosts() {
        return List.copyOf(hosts.values());
    }

    /** This host's agent was killed or stopped just now: what it believed counts for nothing from here on. */
    public synchronized void ended(String publicIp) {
        HostRecorder host = hosts.get(publicIp);
        if (host == null) {
            throw new IllegalArgumentException(publicIp + " is not followed");
        }
        host.end();
    }

    // ---- what the test itself does

    /** The test itself, as operator or as flanneld, wrote this revision; every other one is an agent's or an expiry. */
    public synchronized long byOperator(long revision) {
        deeds.getLast().add(revision);
        return revision;
    }

    /**
     * The test does this to the key now, and the key's next event is the test's own; for deletes and revokes, which tell no
     * revision.
     *
     * @param path the key below the prefix, such as {@code subnets/10.5.52.0-24}
     */
    public void byOperator(String path, Runnable deed) {
        long before = revision();
        synchronized (this) {
            deeds.getLast().addNext(path, before);
        }
        deed.run();
    }

    /** Whatever is written under this public IP is written by a host without an agent of ours, such as one with flanneld. */
    public synchronized void byStranger(String publicIp) {
        strangers.add(IpAddress.parse(publicIp).orElseThrow());
    }

    /** The test itself is about to write this to the host's subnet.env. */
    public synchronized void fileByOperator(String publicIp, byte[] content) {
        HostRecorder host = hosts.get(publicIp);
        if (host != null) {
            host.file().operatorWrites(content);
        }
    }

    /** The test has kept so many answers to requests for a grant from the agents, each of which may leave one behind. */
    public synchronized void grantsMayBeLost(int most) {
        grantsExcused += most;
    }

    /** etcd was wiped or restored: revisions begin anew; what was recorded so far is judged for itself. */
    public synchronized void storeReplaced() {
        deeds.add(new Deeds());
        recorder.storeReplaced();
    }

    // ---- judging

    /** Whatever happened, this holds (I1 I2 I3 I4 I5 I7); fails with a story of each violation. */
    public void assertSafe() {
        List<Evidence> stores = evidence();
        stores.forEach(evidence -> judge(evidence, PER_STORE));
        judge(stores.getLast().about(logs()), PER_HOST);
    }

    private static void judge(Evidence evidence, List<Invariant> invariants) {
        List<Violation> found = invariants.stream()
                .flatMap(invariant -> invariant.violations(evidence).stream())
                .toList();
        if (!found.isEmpty()) {
            throw new BrokenPromise(Story.of(evidence, found));
        }
    }

    /**
     * Everybody followed is ready within {@code within} (I11), knows what etcd knows (I9), holds one key (I5), and no grant is
     * left over (I6), nor a temporary file (I3).
     */
    public void assertAtRest(Duration within) {
        List<Violation> found = new ArrayList<>();
        Patience.until(
                "everything is at rest",
                within,
                () -> {
                    Rest rest = rest();
                    found.clear();
                    AT_REST.forEach(rule -> found.addAll(rule.violations(rest)));
                    if (!found.isEmpty()) {
                        LockSupport.parkNanos(AGAIN.toNanos());
                    }
                    return found.isEmpty();
                },
                () -> Story.of(evidence().getLast(), found));
    }

    /** The store's revision now. */
    public long revision() {
        return recorder.catchUp();
    }

    /** Agents wrote at most {@code most} revisions after {@code revision} (I8). */
    public void assertQuietSince(long revision, int most) {
        Evidence evidence = evidence().getLast();
        List<Happened> writes = Quiet.writesOfAgents(evidence, revision);
        long revisions = writes.stream().map(Happened::revision).distinct().count();
        if (revisions > most) {
            throw new AssertionError(Story.of(
                    evidence,
                    List.of(new Violation(
                            "I8",
                            "agents wrote " + revisions + " revisions after " + revision + ", at most " + most
                                    + " were to be expected: " + writes))));
        }
    }

    // ---- evidence

    /** One for each store that there was. */
    private List<Evidence> evidence() {
        requireWhole();
        recorder.catchUp();
        requireWhole();
        List<History> histories = Stores.apart(recorder.histories());
        inPlace.look();
        hosts().forEach(host -> host.file().look());
        List<HostLog> logs = logs();
        List<Evidence> all = new ArrayList<>();
        for (int i = 0; i < histories.size(); i++) {
            int store = i;
            Set<Long> written;
            synchronized (this) {
                written = deeds.get(Math.min(store, deeds.size() - 1)).in(histories.get(store), strangers);
            }
            all.add(new Evidence(
                    histories.get(store),
                    written,
                    logs.stream().map(log -> Stores.part(log, histories, store)).toList()));
        }
        return all;
    }

    private List<HostLog> logs() {
        return hosts().stream().map(HostRecorder::log).toList();
    }

    private void requireWhole() {
        String gap = recorder.gap();
        if (!gap.isEmpty()) {
            throw new AssertionError("the audit has missed something and can judge nothing: " + gap);
        }
    }

    private Rest rest() {
        Map<String, Answers> answers = new HashMap<>();
        hosts().stream().filter(HostRecorder::isAlive).forEach(host -> answers.put(host.name(), host.asks()));
        Set<String> grants = grants();
        grants.removeAll(grantsBefore);
        Evidence evidence = evidence().getLast();
        List<Rest.Resting> resting = new ArrayList<>();
        for (HostLog log : evidence.hosts()) {
            Answers said = answers.get(log.name());
            if (said != null) {
                resting.add(new Rest.Resting(log, said));
            }
        }
        synchronized (this) {
            return new Rest(evidence, resting, grants, grantsExcused);
        }
    }

    private Set<String> grants() {
        List<String> command = new ArrayList<>(
                List.of("etcdctl", "--endpoints=" + String.join(",", endpoints), EtcdServer.ETCDCTL_PATIENT));
        command.addAll(etcdctlFlags);
        command.addAll(List.of("lease", "list"));
        return Command.run(command, Map.of("ETCDCTL_API", "3"), new byte[0])
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("[0-9a-f]{16}"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Override
    public void close() {
        looks.close();
        files.close();
        inPlace.close();
        hosts().forEach(HostRecorder::end);
        recorder.close();
    }
}
