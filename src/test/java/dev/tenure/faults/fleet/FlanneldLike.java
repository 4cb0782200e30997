package dev.tenure.faults.fleet;

import dev.tenure.envfile.SubnetEnv;
import dev.tenure.envfile.SubnetEnvFile;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.live.Operator;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.FreeSubnets;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.subnet.SubnetPool;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A host that runs flanneld under systemd, as far as etcd can tell: it does to a real etcd what {@code wire.md} says that
 * flanneld does, and nothing else. It picks at random among what it saw free, renews by putting its key blindly under a new
 * grant, makes a lease of its own reservation, deletes its own lease that does not fit, sees no conflict, reads the network
 * config only when it starts, and ends when its key is deleted; then it is started again.
 */
public final class FlanneldLike implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration RESTART = Duration.ofMillis(500);

    /** Between reading the leases and writing its own: milliseconds on an idle host, more where many boot at once. */
    private static final Duration THINK_MAX = Duration.ofSeconds(2);

    private static final int RACES_MAX = 10;
    private static final int BAG_MAX = 100;
    private static final int MTU_BYTES = 1500;

    private final Operator etcd;
    private final FleetHost host;
    private final Duration ttl;
    private final RandomGenerator random;
    private final SubnetEnvFile subnetEnv;
    private final List<String> ends = new CopyOnWriteArrayList<>();

    private @Nullable Thread daemon;
    private volatile boolean isWanted;
    private volatile boolean isHanging;
    private volatile long hangsSince;
    private volatile boolean renewsFirst;
    private volatile @Nullable SubnetKey holds;
    private final AtomicInteger overwritten = new AtomicInteger();

    /** How a daemon ends by itself. */
    private static final class Exit extends Exception {
        private static final long serialVersionUID = 1;

        Exit(String reason) {
            super(reason);
        }
    }

    /**
     * @param etcd hears of every write
     * @param host whose addresses and whose disk these are
     * @param ttl of its grants; it renews at half of that
     */
    public FlanneldLike(Operator etcd, FleetHost host, Duration ttl, RandomGenerator random) {
        this.etcd = etcd;
        this.host = host;
        this.ttl = ttl;
        this.random = random;
        this.subnetEnv = new SubnetEnvFile(host.subnetEnv());
    }

    // ---- what systemd and an operator do to it

    public void start() {
        isWanted = true;
        daemon = Thread.ofPlatform().name("flanneld-" + host.publicIp()).start(this::supervise);
    }

    /** SIGTERM: the lease stays. */
    void stop() {
        isWanted = false;
        isHanging = false;
        Thread running = daemon;
        if (running != null) {
            LockSupport.unpark(running);
            try {
                running.join();
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
        daemon = null;
        holds = null;
    }

    /** SIGSTOP: what it was about to do it does when it is let go, whatever has happened since. */
    void hang() {
        hangsSince = System.nanoTime();
        isHanging = true;
    }

    /** SIGCONT, if its lease has ended meanwhile. */
    void goOnIfItHungForLong() {
        if (System.nanoTime() - hangsSince > ttl.multipliedBy(3).dividedBy(2).toNanos()) {
            goOn();
        }
    }

    /** SIGCONT. */
    void goOn() {
        isHanging = false;
    }

    /** Likewise; where both are due it puts its key before it looks at what has become of it. */
    void goOnAndRenew() {
        renewsFirst = true;
        goOn();
    }

    @Override
    public void close() {
        stop();
    }

    // ---- what can be seen of it

    FleetHost host() {
        return host;
    }

    /** The key that it takes for its own; empty while it has none. */
    String key() {
        SubnetKey held = holds;
        return held == null ? "" : held.text();
    }

    /** Why it has ended so far. */
    List<String> ends() {
        return ends;
    }

    /** How many times it has put its key over another host's without noticing. */
    int overwritten() {
        return overwritten.get();
    }

    // ---- the daemon

    private void supervise() {
        while (isWanted) {
            try {
                run();
            } catch (Exit e) {
                ends.add(String.valueOf(e.getMessage()));
                holds = null;
                pause(RESTART);
            }
        }
    }

    private void run() throws Exit {
        if (!(NetworkConfig.parse(etcd.get("config").value()) instanceof NetworkConfig network)) {
            throw new Exit("the network config is broken");
        }
        SubnetKey key = acquire(network);
        subnetEnv.write(SubnetEnv.of(key.subnet(), network, MTU_BYTES, false, true));
        holds = key;
        long renewed = System.nanoTime();
        long created = etcd.find(path(key)).map(Operator.Stored::createRevision).orElse(0L);
        while (isWanted) {
            pause(LOOK);
            boolean isDue = System.nanoTime() - renewed >= ttl.toNanos() / 2;
            boolean isDeleted = created
                    != etcd.find(path(key)).map(Operator.Stored::createRevision).orElse(-1L);
            // where both have happened while it could not run, Go's select takes any of the two
            if (isDue && (renewsFirst || !isDeleted || random.nextBoolean())) {
                put(key, network);
                renewed = System.nanoTime();
                created = etcd.find(path(key))
                        .map(Operator.Stored::createRevision)
                        .orElse(-1L);
            } else if (isDeleted) {
                throw new Exit("the lease has been revoked");
            }
        }
    }

    private SubnetKey acquire(NetworkConfig network) throws Exit {
        for (int race = 0; race < RACES_MAX && isWanted; race++) {
            Map<String, Subnet> taken = new TreeMap<>();
            Optional<SubnetKey> own = Optional.empty();
            for (Map.Entry<String, Operator.Stored> lease : etcd.leases().entrySet()) {
                Optional<SubnetKey> key = SubnetKey.parse(lease.getKey());
                key.ifPresent(known -> taken.put(known.text(), known.subnet()));
                own = own.or(() -> key.filter(known -> isOurs(lease.getValue())));
            }
            if (own.filter(key -> network.offers(key.subnet())).isPresent()) {
                put(own.get(), network);
                return own.get();
            }
            own.ifPresent(unfit -> {
                etcd.delete(path(unfit));
                taken.remove(unfit.text());
            });
            SubnetKey key = SubnetKey.of(choose(network, taken));
            pause(Duration.ofNanos(random.nextLong(THINK_MAX.toNanos())));
            if (etcd.create(path(key), value(network), etcd.grant(ttl.toSeconds()))) {
                return key;
            }
        }
        throw new Exit("max retries reached trying to acquire a subnet");
    }

    private Subnet choose(NetworkConfig network, Map<String, Subnet> taken) throws Exit {
        Optional<Subnet> previous =
                subnetEnv.read().subnet().filter(network::offers).filter(subnet -> !taken.containsValue(subnet));
        return previous.isPresent()
                ? previous.get()
                : new Subnet(pick(network.ipv4(), taken), pick(network.ipv6(), taken));
    }

    /** One of the first hundred that are free; the halves of a pair are picked without looking at each other. */
    private @Nullable Cidr pick(@Nullable SubnetPool pool, Map<String, Subnet> taken) throws Exit {
        if (pool == null) {
            return null;
        }
        FreeSubnets free =
                FreeSubnets.of(pool, taken.values().stream().flatMap(subnet -> subnet.half(pool.family()).stream()));
        List<Cidr> bag = new ArrayList<>();
        long from = 0;
        while (bag.size() < BAG_MAX && from < pool.size()) {
            OptionalLong next = free.nextFrom(from);
            if (next.isEmpty() || next.getAsLong() < from) {
                break;
            }
            bag.add(pool.subnet(next.getAsLong()));
            from = next.getAsLong() + 1;
        }
        if (bag.isEmpty()) {
            throw new Exit("out of subnets");
        }
        return bag.get(random.nextInt(bag.size()));
    }

    /** Without a condition, under a new grant; so a reservation becomes a lease, and another host's key ours. */
    private void put(SubnetKey key, NetworkConfig network) {
        boolean isAnothers = etcd.find(path(key)).filter(now -> !isOurs(now)).isPresent();
        etcd.put(path(key), value(network), etcd.grant(ttl.toSeconds()));
        overwritten.addAndGet(isAnothers ? 1 : 0);
    }

    private static String path(SubnetKey key) {
        return "subnets/" + key.text();
    }

    private boolean isOurs(Operator.Stored stored) {
        return LeaseCodec.decode(stored.value().getBytes(StandardCharsets.UTF_8)) instanceof HostAttributes attributes
                && attributes.publicIp().toString().equals(host.publicIp());
    }

    private byte[] value(NetworkConfig network) {
        HostIdentity identity = new HostIdentity(
                IpAddress.parse(host.publicIp()).orElseThrow(),
                network.ipv6() == null
                        ? null
                        : IpAddress.parse(host.publicIpv6()).orElseThrow());
        return LeaseCodec.encode(HostAttributes.of(identity, "vxlan")
                .withBackendData("{\"VNI\":1,\"VtepMAC\":\"c6:d2:32:6f:8f:44\"}", null));
    }

    /** Waits for this long, and for as long as it hangs. */
    private void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (isWanted && (isHanging || System.nanoTime() < end)) {
            LockSupport.parkNanos(LOOK.toNanos() / 10);
        }
    }

    @Override
    public String toString() {
        return host.publicIp() + " flanneld " + key() + " " + ends;
    }
}
