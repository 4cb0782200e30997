package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.bus.RegistryStatus;
import dev.tenure.bus.Topics;
import dev.tenure.health.Tenancies;
import dev.tenure.lease.SubnetLease;
import dev.tenure.live.Patience;
import dev.tenure.registry.InMemoryRegistry;
import dev.tenure.registry.InMemoryRegistry.Call;
import dev.tenure.registry.InMemoryStore;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.Renewal;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancySettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The part that keeps our grant alive, by itself. */
class KeepAliveTest {
    private static final Moment NOW = new Moment(0);
    private static final TenancySettings SETTINGS = new TenancySettings(
            TenancySettings.Mode.LEASE,
            Duration.ofHours(24),
            Duration.ofMinutes(60),
            TenancySettings.Renumber.MOVE,
            TenancySettings.Conflict.AGE);

    /** Time stands still, so that chance always falls the same way. */
    private static final class StoppedClock extends AgentClock {
        @Override
        public synchronized Moment now() {
            return NOW;
        }

        @Override
        public synchronized boolean hasJumped() {
            return false;
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final Topics topics = new Topics("test");
    private final InMemoryStore store = new InMemoryStore();
    private final InMemoryRegistry registry = InMemoryRegistry.on(vertx, store);

    /** Chance that takes nearly the longest pause there is. */
    private static Chance slow() {
        Duration hour = Duration.ofHours(1);
        return LongStream.range(0, 1_000)
                .mapToObj(Chance::new)
                .filter(chance -> chance.upTo(hour, NOW, Chance.Purpose.PAUSE).compareTo(Duration.ofMinutes(54)) > 0)
                .findFirst()
                .orElseThrow();
    }

    private void start() {
        start(registry);
    }

    /** Returns what undeploys it. */
    private String start(OperatorRegistry asked) {
        StoppedClock clock = new StoppedClock();
        Metrics metrics = new Metrics(new SimpleMeterRegistry(), "test", clock::now, InstantSource.system());
        return RingHost.await(
                vertx.deployVerticle(new KeepAliveVerticle(topics, asked, SETTINGS, clock, slow(), metrics)));
    }

    private void keepAlive() {
        topics.commands().publish(vertx.eventBus(), new TenancyCommand.KeepAlive(Tenancies.lease(), Optional.empty()));
    }

    private Duration untilRenewals(int count) {
        return Patience.until(
                count + " renewals",
                RingHost.USUAL,
                () -> registry.count(Call.RENEW) >= count,
                () -> registry.count(Call.RENEW) + " renewals");
    }

    @AfterEach
    void end() {
        RingHost.await(vertx.close());
    }

    @Test
    void a_pause_that_has_grown_in_an_outage_ends_with_the_outage() {
        registry.goUnreachable(new RegistryFailure.Unreachable("etcd is away"));
        start();
        keepAlive();
        // after the sixth the next is due in six seconds
        untilRenewals(6);
        registry.comeBack();
        topics.registryStatus().publish(vertx.eventBus(), new RegistryStatus(true, "", "", 7));

        assertThat(untilRenewals(7)).isLessThan(Duration.ofSeconds(4));
    }

    /** A registry that answers when the test says so. */
    private static final class LateRegistry extends ForwardingRegistry {
        private final Promise<Renewal> answer = Promise.promise();
        private final AtomicInteger renewals = new AtomicInteger();

        LateRegistry(OperatorRegistry registry) {
            super(registry);
        }

        @Override
        public Future<Renewal> renew(SubnetLease lease) {
            renewals.incrementAndGet();
            return answer.future();
        }
    }

    @Test
    void an_answer_that_comes_after_the_end_starts_nothing() {
        LateRegistry late = new LateRegistry(registry);
        String deployment = start(late);
        keepAlive();
        Patience.until("a renewal", RingHost.USUAL, () -> late.renewals.get() == 1, () -> "");
        RingHost.await(vertx.undeploy(deployment));
        late.answer.fail(new RegistryException(new RegistryFailure.Unreachable("etcd is away")));

        Patience.throughout(
                "no more renewals",
                Duration.ofSeconds(1),
                () -> late.renewals.get() == 1,
                () -> late.renewals.get() + " renewals");
    }

    @Test
    void a_key_that_is_of_an_earlier_time_than_ours_has_everything_read_afresh() {
        List<TenancyCommand> commands = new CopyOnWriteArrayList<>();
        topics.commands().consumer(vertx.eventBus(), commands::add);
        String path = "subnets/" + Tenancies.lease().key().text();
        while (store.revision() <= Tenancies.lease().modRevision()) {
            store.put(path, "later", 0);
        }
        start();
        keepAlive();
        untilRenewals(1);
        Patience.throughout(
                "that it was written later is no reason",
                Duration.ofMillis(200),
                () -> !commands.contains(new TenancyCommand.ReadSnapshot()),
                commands::toString);

        store.restore(3);
        keepAlive();
        Patience.until(
                "a read",
                RingHost.USUAL,
                () -> commands.contains(new TenancyCommand.ReadSnapshot()),
                commands::toString);
    }
}
