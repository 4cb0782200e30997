package dev.tenure.simulation;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.Subnet;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.Decision;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.HostFacts;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.SpareGrant;
import dev.tenure.tenancy.Tenancy;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancySettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One host: a tenancy, and around it what the agent's verticles do, in virtual time. */
final class SimulatedHost {
    final String name;
    final Link link;

    private final World world;
    private final EtcdModel etcd;
    private final TenancySettings settings;
    private final Plant plant;
    private final Consumer<SimulatedHost> changed;

    private String ipv4;
    private Tenancy tenancy;
    private SimulatedWatch watch;
    private SimulatedKeepAlive keepAlive;
    /** What only lives as long as the process is dropped when it is of an older life. */
    private int life;

    private boolean isUp;
    private boolean isPaused;
    private final Deque<Runnable> missed = new ArrayDeque<>();
    private @Nullable Subnet subnetEnv;
    private long orders;
    private long timer;

    SimulatedHost(
            String ipv4,
            World world,
            EtcdModel etcd,
            Link link,
            TenancySettings settings,
            Plant plant,
            Consumer<SimulatedHost> changed) {
        this.name = ipv4;
        this.ipv4 = ipv4;
        this.world = world;
        this.etcd = etcd;
        this.link = link;
        this.settings = settings;
        this.plant = plant;
        this.changed = changed;
        this.tenancy = Tenancy.starting(settings, new Chance(world.number()));
        this.watch = new SimulatedWatch(this, world, etcd, plant);
        this.keepAlive = new SimulatedKeepAlive(this, world, etcd, settings, plant);
        etcd.watch(() -> watch.somethingHappened());
    }

    void start() {
        if (isUp) {
            return;
        }
        life++;
        isUp = true;
        tenancy = Tenancy.starting(settings, new Chance(world.number()));
        watch = new SimulatedWatch(this, world, etcd, plant);
        keepAlive = new SimulatedKeepAlive(this, world, etcd, settings, plant);
        take(new TenancyFact.SubnetEnvRead(Optional.ofNullable(subnetEnv)));
        takeAddresses();
        watch.read();
    }

    void crash() {
        life++;
        isUp = false;
        isPaused = false;
        missed.clear();
    }

    void pause() {
        isPaused = isUp;
    }

    void resume() {
        isPaused = false;
        while (!missed.isEmpty() && !isPaused) {
            missed.remove().run();
        }
    }

    /** The host gets another address. */
    void moveTo(String address) {
        ipv4 = address;
        takeAddresses();
    }

    private void takeAddresses() {
        HostIdentity identity = identity();
        run(() -> take(new TenancyFact.HostChanged(new HostFacts(identity, "eth0", 1500, false))));
    }

    HostIdentity identity() {
        String last = ipv4.substring(ipv4.indexOf('.', 4) + 1).replace('.', ':');
        return new HostIdentity(
                IpAddress.parse(ipv4).orElseThrow(),
                IpAddress.parse("fd00::" + last).orElseThrow());
    }

    boolean isUp() {
        return isUp;
    }

    Tenancy tenancy() {
        return tenancy;
    }

    Optional<Held> held() {
        return isUp ? tenancy.state().heldNow() : Optional.empty();
    }

    Optional<Subnet> subnetEnv() {
        return Optional.ofNullable(subnetEnv);
    }

    Moment now() {
        return world.now();
    }

    /** Runs what belongs to this life of the process: later if it is stopped meanwhile, never if it has ended. */
    void run(Runnable what) {
        if (isPaused) {
            int current = life;
            missed.add(() -> {
                if (current == life) {
                    what.run();
                }
            });
        } else if (isUp) {
            what.run();
        }
    }

    void after(Duration pause, Runnable what) {
        int current = life;
        world.after(pause, () -> {
            if (current == life) {
                run(what);
            }
        });
    }

    <T> void call(Supplier<T> call, Consumer<T> answer, Runnable failure) {
        int current = life;
        link.call(
                call,
                result -> {
                    if (current == life) {
                        run(() -> answer.accept(result));
                    }
                },
                () -> {
                    if (current == life) {
                        run(failure);
                    }
                });
    }

    void take(TenancyFact fact) {
        Optional<SubnetLease> before = tenancy.state().heldNow().map(Held::lease);
        Decision decision = tenancy.decide(fact, world.now());
        tenancy = decision.next();
        decision.commands().forEach(this::carryOut);
        setTimer();
        if (!before.equals(tenancy.state().heldNow().map(Held::lease))) {
            changed.accept(this);
        }
    }

    private void setTimer() {
        long mine = ++timer;
        tenancy.nextWake()
                .ifPresent(wake -> after(world.now().until(wake), () -> {
                    if (mine == timer) {
                        take(new TenancyFact.TimePassed());
                    }
                }));
    }

    private void carryOut(TenancyCommand command) {
        switch (command) {
            case TenancyCommand.ReadSnapshot read -> watch.read();
            case TenancyCommand.Claim claim -> claim(claim);
            case TenancyCommand.Update update ->
                call(
                        () -> Optional.of(etcd.update(update.seen(), update.attributes(), update.term()))
                                .map(done -> done.<TenancyFact>map(TenancyFact.Updated::new)
                                        .orElseGet(() -> new TenancyFact.UpdateRefused(
                                                update.seen(),
                                                etcd.find(update.seen().key()))))
                                .orElseThrow(),
                        this::take,
                        () -> {});
            case TenancyCommand.Release release ->
                call(
                        () -> etcd.deleteIfSeen(release.lease()),
                        done -> release.lease().term().granted().ifPresent(this::revoke),
                        () -> {});
            case TenancyCommand.Revoke revoke -> revoke(revoke.grant());
            case TenancyCommand.KeepAlive keep -> keepAlive.keep(keep.lease(), keep.kept());
            case TenancyCommand.StopKeepAlive stop -> keepAlive.stop();
            case TenancyCommand.WriteSubnetEnv write -> {
                long mine = ++orders;
                after(world.between(1, 30), () -> {
                    if (mine == orders) {
                        subnetEnv = write.subnet();
                        take(new TenancyFact.SubnetEnvWritten(write.subnet()));
                    }
                });
            }
            case TenancyCommand.Tell tell -> {}
        }
    }

    private void revoke(GrantId grant) {
        call(
                () -> {
                    etcd.revokeUnused(grant);
                    return true;
                },
                done -> {},
                () -> {});
    }

    private void claim(TenancyCommand.Claim claim) {
        Moment sent = world.now();
        claim.spare()
                .ifPresentOrElse(
                        spare -> create(claim, spare),
                        () -> call(
                                () -> etcd.grant(settings.ttl()),
                                id -> create(claim, new SpareGrant(id, settings.ttl(), sent)),
                                () -> take(new TenancyFact.ClaimFailed(Optional.empty(), "no answer"))));
    }

    private void create(TenancyCommand.Claim claim, SpareGrant grant) {
        call(
                () -> etcd.create(claim.key(), claim.attributes(), grant.grant(), claim.networkRevision()),
                claimed -> {
                    if (claimed.isGrantGone()) {
                        take(new TenancyFact.ClaimGrantGone());
                    } else {
                        take(claimed.lease()
                                .<TenancyFact>map(lease -> new TenancyFact.ClaimWon(lease, grant, claimed.overlaps()))
                                .orElseGet(() -> new TenancyFact.ClaimRefused(grant)));
                    }
                },
                () -> take(new TenancyFact.ClaimFailed(Optional.of(grant), "no answer")));
    }
}
