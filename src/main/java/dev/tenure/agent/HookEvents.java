package dev.tenure.agent;

import dev.tenure.bus.SubnetEnvStatus;
import dev.tenure.envfile.SubnetEnv;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseValue;
import dev.tenure.subnet.Subnet;
import dev.tenure.tenancy.TenancyCommand.WriteSubnetEnv;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import dev.tenure.tenancy.WaitReason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which event hooks are due for. Only how things stand now and what hooks were told last is kept, so what happens while they
 * run comes down to one event or to none: however slow they are, nothing queues up, and the last event tells the truth.
 *
 * <p>No Vert.x, no clock, no I/O.
 */
final class HookEvents {
    private final boolean ipMasq;

    private Optional<TenancyStatus> tenancy = Optional.empty();
    private Optional<WriteSubnetEnv> written = Optional.empty();
    private Optional<HookEvent.Served> now = Optional.empty();
    private Optional<HookEvent.Served> told = Optional.empty();
    private @Nullable Subnet lost;

    /** The part that decides has just started and has not looked yet, so that nothing held means nothing. */
    private boolean isUnknown = true;

    HookEvents(boolean ipMasq) {
        this.ipMasq = ipMasq;
    }

    void tenancyIs(TenancyStatus status) {
        tenancy = Optional.of(status);
        if (status.lease().isPresent()) {
            isUnknown = false;
            look();
        } else if (isStarting(status)) {
            isUnknown = true;
        } else if (!isUnknown || isDecided(status.state())) {
            isUnknown = false;
            now = Optional.empty();
        }
    }

    void subnetEnvIs(SubnetEnvStatus status) {
        written = status.written();
        look();
    }

    /** A host serves a subnet when it holds it and subnet.env says so; until then it goes on as before. */
    private void look() {
        tenancy.filter(status ->
                        status.subnetEnv().isPresent() && status.subnetEnv().equals(written))
                .flatMap(TenancyStatus::lease)
                .ifPresent(lease -> now = served(lease.value(), written.orElseThrow()));
    }

    private Optional<HookEvent.Served> served(LeaseValue value, WriteSubnetEnv task) {
        return value instanceof HostAttributes own
                ? Optional.of(new HookEvent.Served(
                        task.subnet(),
                        SubnetEnv.of(task.subnet(), task.network(), task.mtuBytes(), task.mtuIsFinal(), ipMasq),
                        own.identity()))
                : now;
    }

    private static boolean isStarting(TenancyStatus status) {
        return status.state() instanceof TenancyState.Waiting waiting
                && waiting.reason().code() == WaitReason.Code.STARTING;
    }

    /** True if it is known that this host has no subnet: a claim can still be for the one that it has. */
    private static boolean isDecided(TenancyState state) {
        return switch (state) {
            case TenancyState.Waiting waiting -> waiting.reason().code() != WaitReason.Code.ETCD_UNREACHABLE;
            case TenancyState.Lost lost -> true;
            case TenancyState.Stopped stopped -> true;
            default -> false;
        };
    }

    /** The event to run hooks for now, if any; it counts as told. */
    Optional<HookEvent> next() {
        Optional<HookEvent> event = due();
        event.filter(due -> due.kind() == HookEvent.Kind.LOST)
                .ifPresent(due -> lost = due.now().subnet());
        told = now;
        return event;
    }

    private Optional<HookEvent> due() {
        if (now.equals(told)) {
            return Optional.empty();
        }
        if (told.isEmpty()) {
            return now.map(served -> new HookEvent(HookEvent.Kind.ACQUIRED, served, lost));
        }
        return now.map(served ->
                        new HookEvent(HookEvent.Kind.CHANGED, served, told.get().subnet()))
                .or(() -> told.map(served -> new HookEvent(HookEvent.Kind.LOST, served, null)));
    }
}
