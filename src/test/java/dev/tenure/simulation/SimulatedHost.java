package dev.tenure.simulation;

import dev.tenure.bus.Topics;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.Subnet;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.HostFacts;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancySettings;
import dev.tenure.tenancy.TenancyState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One host: the process of an agent with its parts, what is on its disk, and everything that can happen to it. */
final class SimulatedHost {
    private static final Duration FILE_LOOKED_AT_WITHIN = Duration.ofSeconds(6);
    private static final List<Function<SimulatedHost, Part>> MAKERS = List.of(
            TenancyPart::new,
            SubnetEnvPart::new,
            KeepAlivePart::new,
            HealthPart::new,
            WatchPart::new,
            AddressPart::new);

    final String name;
    final World world;
    final SimulatedEtcd etcd;
    final Link link;
    final HostClock clock;
    final TenancySettings settings;
    final boolean followsPeers;
    final Plant plant;
    final Judge judge;

    private final Faults faults;
    private final Story story;
    private final Map<Long, Long> epochs = new HashMap<>();
    private final List<HostIdentity> identities = new ArrayList<>();

    /** What only lives as long as the process is dropped when it is of an older life. */
    private int life;

    private boolean isUp;
    private boolean isGone;
    private boolean isPaused;
    private boolean isAsleep;
    private long pausedAt;
    private final Deque<Runnable> missed = new ArrayDeque<>();
    private Bus bus;
    private List<Part> parts = List.of();
    private boolean isRunning;
    private long steps;
    private @Nullable Consumer<@Nullable Part> atStep;
    private long stepOfFault = -1;

    private TenancyFact addresses;
    private @Nullable Subnet subnetEnv;
    private long fileChangedAt = -FILE_LOOKED_AT_WITHIN.toNanos();
    private boolean isDiskFull;

    /** Thrown where a process or a part ends in the middle of what it does. */
    private static final class Cut extends RuntimeException {
        private Cut() {
            super("cut", null, false, false);
        }
    }

    SimulatedHost(String ipv4, Surroundings around, double clockRate) {
        this.name = ipv4;
        this.world = around.world();
        this.etcd = around.etcd();
        this.faults = around.faults();
        this.followsPeers = followsPeers(ipv4, around.world().seed);
        this.settings = followsPeers ? around.settings() : around.settings().withoutPeers();
        this.plant = around.plant();
        this.judge = around.judge();
        this.story = around.story();
        this.link = new Link(world, faults);
        this.clock = new HostClock(world, clockRate, plant == Plant.CLOCK_SLEEPS_TOO);
        this.bus = new Bus(this, world, faults);
        this.addresses = facts(ipv4);
    }

    /** Two of three do. It is not the world's chance, so that what else a seed gives stays as it is. */
    private static boolean followsPeers(String ipv4, long seed) {
        return new SplittableRandom(seed * 31 + ipv4.hashCode()).nextInt(3) != 0;
    }

    // ---- what others may know of it

    Author author() {
        return Author.agent(name);
    }

    boolean isUp() {
        return isUp;
    }

    boolean isGone() {
        return isGone;
    }

    /** True while its process runs and is not stopped. */
    boolean isAwake() {
        return isUp && !isPaused;
    }

    Bus bus() {
        return bus;
    }

    List<Part> parts() {
        return parts;
    }

    <P extends Part> Optional<P> part(Class<P> kind) {
        for (Part part : parts) {
            if (kind.isInstance(part)) {
                return Optional.of(kind.cast(part));
            }
        }
        return Optional.empty();
    }

    Optional<TenancyState> state() {
        return part(TenancyPart.class).map(part -> part.tenancy().state());
    }

    Optional<Held> held() {
        return state().flatMap(TenancyState::heldNow);
    }

    /** The lease that this host is certain of now; nothing while its process is stopped, since it does nothing then. */
    @Nullable
    SubnetLease certain() {
        if (!isAwake()) {
            return null;
        }
        Held held = held().orElse(null);
        return held != null && held.isCertain(clock.now()) ? held.lease() : null;
    }

    @Nullable
    Subnet subnetEnv() {
        return subnetEnv;
    }

    HostIdentity identity() {
        return identities.getLast();
    }

    /** The watch reads the store that was there after so many replacements. */
    void reads(long reading, long epoch) {
        epochs.put(reading, epoch);
    }

    long epochOf(long reading) {
        return epochs.getOrDefault(reading, -1L);
    }

    /** True if the tenancy has heard of this revision of the store that it was {@code epoch} replacements after the first. */
    boolean hasHeard(long epoch, long revision) {
        return part(TenancyPart.class)
                .filter(part -> part.epoch() > epoch || part.epoch() == epoch && part.viewRevision() >= revision)
                .isPresent();
    }

    /** True if somebody changed subnet.env so lately that nobody needs to have noticed. */
    boolean wasFileChangedLately() {
        return clock.awakeNanos() - fileChangedAt < FILE_LOOKED_AT_WITHIN.toNanos();
    }

    /** True if {@code value} names this host by an address that it has or had. */
    boolean wrote(LeaseValue value) {
        return identities.stream().anyMatch(identity -> identity.holds(value));
    }

    void story(Object what, String comment) {
        story.tell(name, what, comment);
    }

    // ---- its process

    void start() {
        if (isUp || isGone) {
            return;
        }
        life++;
        isUp = true;
        bus = new Bus(this, world, faults);
        story("its agent starts", "");
        judge.begins(this);
        parts = MAKERS.stream().map(maker -> maker.apply(this)).toList();
        parts.forEach(part -> run(part, part::begin));
    }

    void crash() {
        if (isUp) {
            story("its agent is killed", "");
        }
        life++;
        isUp = false;
        isPaused = false;
        isAsleep = false;
        missed.clear();
        parts.forEach(Part::stop);
        parts = List.of();
    }

    void leaveForGood() {
        crash();
        isGone = true;
    }

    /** The supervisor replaces a part; what is said meanwhile it does not hear. */
    void replace(Part failed) {
        if (!parts.contains(failed)) {
            return;
        }
        story(failed.getClass().getSimpleName() + " fails and is replaced", "");
        failed.stop();
        parts = parts.stream().filter(part -> !part.equals(failed)).toList();
        after(null, world.between(0, 2_000).toNanos(), () -> {
            Part next = failed.successor();
            if (next instanceof TenancyPart) {
                judge.begins(this);
            }
            List<Part> all = new ArrayList<>(parts);
            all.add(next);
            parts = List.copyOf(all);
            run(next, next::begin);
        });
    }

    /** SIGSTOP. */
    void pauseFor(Duration duration) {
        stopFor(duration, false);
    }

    /** The host sleeps: timers stand still, the clock does not. */
    void sleepFor(Duration duration) {
        stopFor(duration, true);
    }

    private void stopFor(Duration duration, boolean sleeps) {
        if (!isUp || isPaused) {
            return;
        }
        story(sleeps ? "sleeps" : "is stopped", "for " + duration.toMillis() + " ms");
        isPaused = true;
        isAsleep = sleeps;
        pausedAt = world.nanos();
        int mine = life;
        world.after(duration, () -> {
            if (mine == life) {
                resume();
            }
        });
    }

    void resume() {
        if (!isPaused) {
            return;
        }
        story("goes on", "");
        isPaused = false;
        if (isAsleep) {
            isAsleep = false;
            clock.slept(Duration.ofNanos(world.nanos() - pausedAt));
            if (plant != Plant.CLOCK_SLEEPS_TOO) {
                after(null, world.between(0, 1_000).toNanos(), this::clockHasJumped);
            }
        }
        while (!missed.isEmpty() && !isPaused) {
            missed.remove().run();
        }
    }

    /** What the parts that look at the clock every second find after a sleep, or when somebody has set it. */
    void clockHasJumped() {
        part(TenancyPart.class).ifPresent(part -> run(part, part::lookAtTheClock));
        part(KeepAlivePart.class).ifPresent(part -> run(part, part::clockHasJumped));
    }

    /** As if each part had begun anew and knew what it knows. */
    void allPartsAskAgain() {
        for (Topics.SayAgain wish : Topics.SayAgain.values()) {
            parts.forEach(part -> run(part, () -> part.hear(wish)));
        }
    }

    // ---- its surroundings

    private HostFacts hostFacts(String ipv4) {
        String last = ipv4.substring(ipv4.indexOf('.', 4) + 1).replace('.', ':');
        HostIdentity identity = new HostIdentity(
                IpAddress.parse(ipv4).orElseThrow(),
                IpAddress.parse("fd00::" + last).orElseThrow());
        identities.remove(identity);
        identities.add(identity);
        return new HostFacts(identity, "eth0", 1500, false);
    }

    private TenancyFact facts(String ipv4) {
        return new TenancyFact.HostChanged(hostFacts(ipv4));
    }

    TenancyFact addresses() {
        return addresses;
    }

    void moveTo(String ipv4) {
        TenancyFact before = addresses;
        addresses = facts(ipv4);
        if (!before.equals(addresses)) {
            addressesChanged("has the address " + ipv4);
        }
    }

    void losesItsAddress() {
        addresses = new TenancyFact.HostUnknown("no address");
        addressesChanged("has no address");
    }

    private void addressesChanged(String what) {
        story(what, "");
        part(AddressPart.class).ifPresent(part -> run(part, part::changed));
    }

    /** True if subnet.env says it now. */
    boolean writes(Subnet subnet) {
        if (isDiskFull) {
            return false;
        }
        subnetEnv = subnet;
        story("subnet.env says " + subnet, "");
        judge.wrote(this, subnet);
        return true;
    }

    void diskIsFull(boolean isFullNow) {
        isDiskFull = isFullNow;
    }

    /** Somebody removes subnet.env, or a reboot does. */
    void losesItsFile() {
        subnetEnv = null;
        judge.stability().mayMove(this, "subnet.env is gone");
        story("has lost its subnet.env", "");
        fileWasChanged();
    }

    void fileWasChanged() {
        fileChangedAt = clock.awakeNanos();
        part(SubnetEnvPart.class).ifPresent(SubnetEnvPart::fileWasChanged);
    }

    // ---- how its events are carried out

    /** At its {@code step}-th step, before that is done, {@code what} happens; it is given the part whose step it is. */
    void atStep(long step, Consumer<@Nullable Part> what) {
        stepOfFault = step;
        atStep = what;
    }

    long steps() {
        return steps;
    }

    /** One step of a part: later if the process is stopped meanwhile, never if it or the part has ended. */
    void run(@Nullable Part part, Runnable what) {
        if (!isUp || part != null && part.isOver()) {
            return;
        }
        if (isPaused) {
            missed.add(() -> run(part, what));
            return;
        }
        if (isRunning) {
            step(part, what);
            return;
        }
        isRunning = true;
        try {
            step(part, what);
        } catch (Cut cut) {
            // the rest of what it did is never done
        } finally {
            isRunning = false;
        }
    }

    private void step(@Nullable Part part, Runnable what) {
        steps++;
        Consumer<@Nullable Part> fault = atStep;
        if (steps == stepOfFault && fault != null) {
            fault.accept(part);
            if (!isUp || part != null && part.isOver()) {
                throw new Cut();
            }
            if (isPaused) {
                missed.add(() -> run(part, what));
                return;
            }
        }
        what.run();
    }

    void after(@Nullable Part part, long nanos, Runnable what) {
        afterEvenIfPaused(nanos, () -> run(part, what));
    }

    void afterEvenIfPaused(long nanos, Runnable what) {
        int mine = life;
        world.after(nanos, () -> {
            if (mine == life) {
                what.run();
            }
        });
    }

    /** A call of etcd; an answer that comes while the process is stopped may be found too late when it goes on. */
    <T> void call(@Nullable Part part, Supplier<T> work, Consumer<T> answer, Consumer<RegistryFailure> failure) {
        run(part, () -> {
            int mine = life;
            RegistryFailure tooLate = new RegistryFailure.Unreachable("the answer came too late");
            link.call(
                    work,
                    result -> {
                        if (mine == life) {
                            boolean isTooLate = isPaused && world.isOneIn(2);
                            run(part, () -> {
                                if (isTooLate) {
                                    failure.accept(tooLate);
                                } else {
                                    answer.accept(result);
                                }
                            });
                        }
                    },
                    why -> {
                        if (mine == life) {
                            run(part, () -> failure.accept(why));
                        }
                    });
        });
    }
}
