package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.bus.SubnetEnvStatus;
import dev.tenure.health.Tenancies;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.Subnet;
import dev.tenure.tenancy.LossReason;
import dev.tenure.tenancy.TenancyCommand.WriteSubnetEnv;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import dev.tenure.tenancy.WaitReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which event is due, whatever came meanwhile. */
class HookEventsTest {
    private static final String A = "10.5.52.0-24";
    private static final String B = "10.5.77.0-24";

    private final HookEvents events = new HookEvents(false);

    private static SubnetLease lease(String key) {
        return Tenancies.lease(
                key,
                new Term.Granted(Tenancies.GRANT),
                12,
                "{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":\"fd00::3\"}");
    }

    private static WriteSubnetEnv order(String key, int mtu) {
        return new WriteSubnetEnv(lease(key).subnet(), Tenancies.NETWORK, mtu, false);
    }

    private static TenancyStatus holding(String key, int mtu) {
        TenancyState state = Tenancies.holding(Tenancies.held(lease(key), Duration.ofHours(1)));
        return new TenancyStatus(state, Optional.empty(), "", "", Optional.of(order(key, mtu)));
    }

    private HookEventsTest isHeld(String key, int mtu) {
        events.tenancyIs(holding(key, mtu));
        return this;
    }

    private HookEventsTest isWritten(String key, int mtu) {
        events.subnetEnvIs(new SubnetEnvStatus(Optional.of(order(key, mtu)), "", ""));
        return this;
    }

    private HookEventsTest isServed(String key) {
        return isHeld(key, 1500).isWritten(key, 1500);
    }

    private HookEventsTest is(TenancyState state) {
        events.tenancyIs(Tenancies.status(state));
        return this;
    }

    private HookEventsTest isLost() {
        return is(Tenancies.lost(LossReason.KEY_DELETED));
    }

    private String next() {
        return events.next()
                .map(event -> event.kind().label() + " " + event.now().subnet()
                        + Optional.ofNullable(event.previous())
                                .map(before -> " after " + before)
                                .orElse(""))
                .orElse("nothing");
    }

    @Test
    void a_subnet_is_acquired_once_subnet_env_names_it_and_only_once() {
        is(Tenancies.waiting(WaitReason.Code.STARTING));
        is(Tenancies.claiming());
        isHeld(A, 1500);
        assertThat(next()).isEqualTo("nothing");
        isWritten(A, 1500);
        assertThat(next()).isEqualTo("acquired 10.5.52.0/24");
        isHeld(A, 1500).isWritten(A, 1500);
        assertThat(next()).isEqualTo("nothing");
    }

    @Test
    void what_was_written_before_it_is_held_counts_too() {
        isWritten(A, 1500).isHeld(A, 1500);
        assertThat(next()).isEqualTo("acquired 10.5.52.0/24");
    }

    @Test
    void another_subnet_and_another_mtu_are_changes() {
        isServed(A);
        next();
        isHeld(B, 1500);
        assertThat(next()).isEqualTo("nothing");
        isWritten(B, 1500);
        assertThat(next()).isEqualTo("changed 10.5.77.0/24 after 10.5.52.0/24");
        isHeld(B, 9000).isWritten(B, 9000);
        assertThat(next()).isEqualTo("changed 10.5.77.0/24 after 10.5.77.0/24");
    }

    @Test
    void a_loss_names_what_was_lost_and_what_comes_next_names_it_as_the_one_before() {
        isServed(A);
        next();
        isLost();
        assertThat(next()).isEqualTo("lost 10.5.52.0/24");
        is(Tenancies.claiming());
        assertThat(next()).isEqualTo("nothing");
        isServed(B);
        assertThat(next()).isEqualTo("acquired 10.5.77.0/24 after 10.5.52.0/24");
    }

    @Test
    void a_loss_that_shows_as_the_next_claim_or_as_a_wait_is_a_loss() {
        for (TenancyState state : List.of(
                Tenancies.claiming(),
                Tenancies.waiting(WaitReason.Code.NO_RESERVATION),
                new TenancyState.Stopped("it was told to"))) {
            isServed(A);
            next();
            is(state);
            assertThat(next()).as("%s", state).isEqualTo("lost 10.5.52.0/24");
        }
    }

    @Test
    void what_comes_and_goes_while_hooks_run_is_not_told() {
        isServed(A);
        next();
        isLost().isServed(B);
        isLost().isServed(A);
        assertThat(next()).isEqualTo("nothing");
        isServed(B).isServed(A).isServed(B);
        assertThat(next()).isEqualTo("changed 10.5.77.0/24 after 10.5.52.0/24");
        assertThat(next()).isEqualTo("nothing");
    }

    @Test
    void a_subnet_that_came_and_went_before_anybody_was_told_is_not_told() {
        isServed(A).isLost();
        assertThat(next()).isEqualTo("nothing");
    }

    @Test
    void a_subnet_env_that_somebody_removed_and_that_is_written_again_is_no_event() {
        isServed(A);
        next();
        events.subnetEnvIs(new SubnetEnvStatus(Optional.empty(), "changed", "somebody removed it"));
        isHeld(A, 1500);
        assertThat(next()).isEqualTo("nothing");
        isWritten(A, 1500);
        assertThat(next()).isEqualTo("nothing");
    }

    @Test
    void a_part_that_was_started_anew_and_finds_its_lease_again_is_no_loss() {
        isServed(A);
        next();
        is(Tenancies.waiting(WaitReason.Code.STARTING));
        is(Tenancies.waiting(WaitReason.Code.ETCD_UNREACHABLE));
        is(Tenancies.claiming());
        assertThat(next()).isEqualTo("nothing");
        isServed(A);
        assertThat(next()).isEqualTo("nothing");
        is(Tenancies.waiting(WaitReason.Code.STARTING));
        is(Tenancies.waiting(WaitReason.Code.POOL_EXHAUSTED));
        assertThat(next()).isEqualTo("lost 10.5.52.0/24");
    }

    @Test
    void a_hook_is_told_what_subnet_env_says_and_who_this_host_is() {
        isServed(A);
        HookEvent event = events.next().orElseThrow();
        assertThat(event.variables())
                .containsExactlyInAnyOrderEntriesOf(java.util.Map.of(
                        "FLANNEL_NETWORK", "10.5.0.0/16",
                        "FLANNEL_SUBNET", "10.5.52.1/24",
                        "FLANNEL_MTU", "1450",
                        "FLANNEL_IPMASQ", "false",
                        "TENURE_EVENT", "acquired",
                        "TENURE_SUBNET", "10.5.52.0/24",
                        "TENURE_PUBLIC_IP", "192.168.64.3",
                        "TENURE_PUBLIC_IPV6", "fd00::3"));
    }

    /** However the world and the runs interleave: the events make one story, and in the end hooks know how things stand. */
    @Test
    void any_walk_tells_a_story_that_ends_with_how_things_are() {
        long seed = Seed.forTest("HookEventsTest").value();
        Random random = new Random(seed);
        for (int walk = 0; walk < 2_000; walk++) {
            HookEventsTest world = new HookEventsTest();
            Optional<Subnet> known = Optional.empty();
            List<HookEvent> story = new ArrayList<>();
            Optional<String> serves = Optional.empty();
            for (int step = 0; step < 12; step++) {
                switch (random.nextInt(4)) {
                    case 0 -> serves = Optional.of(A);
                    case 1 -> serves = Optional.of(B);
                    case 2 -> serves = Optional.empty();
                    default -> world.events.next().ifPresent(story::add);
                }
                serves.ifPresentOrElse(world::isServed, world::isLost);
            }
            world.events.next().ifPresent(story::add);
            for (HookEvent event : story) {
                known = told(known, event, "tenure.seed=" + seed + ", walk " + walk + ": " + story);
            }
            assertThat(known).isEqualTo(serves.map(key -> lease(key).subnet()));
            assertThat(world.events.next()).isEmpty();
        }
    }

    private static Optional<Subnet> told(Optional<Subnet> known, HookEvent event, String story) {
        switch (event.kind()) {
            case ACQUIRED -> assertThat(known).as(story).isEmpty();
            case CHANGED -> assertThat(known).as(story).isEqualTo(Optional.ofNullable(event.previous()));
            case LOST -> assertThat(known).as(story).contains(event.now().subnet());
        }
        return event.kind() == HookEvent.Kind.LOST
                ? Optional.empty()
                : Optional.of(event.now().subnet());
    }
}
