package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.bus.Peers;
import dev.tenure.bus.PeersChanged;
import dev.tenure.bus.Topics;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.tenancy.HostFacts;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.Registry;
import dev.tenure.tenancy.TenancyFact;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who this host is may be said after its leases were read, since another event loop says it. */
class PeerTellerTest {
    private static final String OURS = "192.168.64.3";
    private static final String OTHER = "192.168.64.9";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Topics topics = new Topics("tenure");
    private final Teller teller = new Teller(topics);
    private final List<PeersChanged> heard = new CopyOnWriteArrayList<>();

    /** A part that does nothing else. */
    private static final class Teller extends AgentPart {
        private final PeerTeller peers = new PeerTeller(
                this, new Metrics(new SimpleMeterRegistry(), "1", () -> new Moment(0), InstantSource.system()));

        Teller(Topics topics) {
            super("watch", topics);
        }

        @Override
        Future<?> begin() {
            peers.begin();
            LeaseTable read = LeaseTable.of(
                    Stream.of(lease("10.5.3.0-24", OURS), lease("10.5.4.0-24", OTHER))
                            .toList(),
                    5);
            peers.leasesAre(read, LeaseTable.EMPTY.changesTo(read));
            return Future.succeededFuture();
        }
    }

    private static SubnetLease lease(String key, String holder) {
        return new SubnetLease(Registry.key(key), Registry.attributes(holder), new Term.Reserved(), 4, 4);
    }

    @BeforeEach
    void readTheLeases() {
        topics.peersChanged().consumer(vertx.eventBus(), heard::add);
        vertx.deployVerticle(teller).await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    /** All of it is heard when this is answered, since everybody is on one loop. */
    private Peers ask() {
        return topics.peersQuery().request(vertx.eventBus(), new Topics.Ask()).await();
    }

    private List<String> peers() {
        return ask().leases().stream().map(SubnetLease::holder).toList();
    }

    private List<List<String>> added() {
        return heard.stream()
                .map(change -> change.added().stream().map(SubnetLease::holder).toList())
                .toList();
    }

    @Test
    void our_own_lease_is_no_peer_s_though_it_was_read_before_we_knew_who_we_are() {
        assertThat(peers()).isEmpty();
        assertThat(ask().revision()).isZero();
        assertThat(heard).isEmpty();

        HostIdentity host = Registry.identity(OURS);
        topics.facts().publish(vertx.eventBus(), new TenancyFact.HostChanged(new HostFacts(host, "lo", 65_536, false)));
        assertThat(peers()).containsExactly(OTHER);
        assertThat(added()).containsExactly(List.of(OTHER));
        assertThat(heard.getFirst().removed()).isEmpty();
        assertThat(ask().revision()).isEqualTo(5);
    }

    @Test
    void where_this_host_has_no_address_all_are_peers() {
        topics.facts().publish(vertx.eventBus(), new TenancyFact.HostUnknown("no address"));
        assertThat(peers()).containsExactly(OURS, OTHER);
        assertThat(added()).hasSize(1);
        assertThat(heard.getFirst().added()).hasSize(2);
    }
}
