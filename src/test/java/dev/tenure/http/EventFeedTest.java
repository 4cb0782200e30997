package dev.tenure.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.bus.JsonForms;
import dev.tenure.health.Tenancies;
import dev.tenure.http.EventClient.Event;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.TenancyFact;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventFeedTest {
    private static final RegistryView START = Registries.view(List.of(Tenancies.lease()), 100);

    private final Server server = new Server();
    private RegistryView view = START;

    @BeforeEach
    void readOnce() {
        server.agent.registry = Future.succeededFuture(Registries.seen(List.of(Tenancies.lease()), 100));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** A lease that is written at that revision. */
    private static SubnetLease lease(int n, long revision) {
        SubnetLease peer = Tenancies.peer(n);
        return new SubnetLease(peer.key(), peer.value(), new Term.Reserved(), revision, revision);
    }

    /** The watch tells of these changes. */
    private void happens(long revision, LeaseChange... changes) {
        RegistryView before = view;
        var leases = before.leases();
        for (LeaseChange change : changes) {
            leases = leases.after(change);
        }
        view = before.withLeases(leases.atRevision(revision));
        tell(new TenancyFact.RegistryChanged(view, List.of(changes), before.revision()));
    }

    private void tell(TenancyFact.OfRegistry fact) {
        server.tell(listener -> listener.registryIs(fact));
    }

    private static LeaseChange put(int n, long revision) {
        return new LeaseChange.Put(lease(n, revision));
    }

    private EventClient client() {
        return new EventClient(server.port(), null);
    }

    private EventClient client(String lastEventId) {
        return new EventClient(server.port(), lastEventId);
    }

    @Test
    void a_stream_begins_with_a_reset_and_what_this_host_is() {
        try (EventClient client = client()) {
            Event reset = client.next("reset");
            assertThat(reset.id()).isEqualTo("100");
            assertThat(reset.json().encode()).isEqualTo("{\"revision\":100,\"leases\":1,\"reason\":\"new\"}");
        }
        try (EventClient client = client()) {
            assertThat(client.next().name()).isEqualTo("reset");
            Event tenancy = client.next();
            assertThat(tenancy.name()).isEqualTo("tenancy");
            assertThat(tenancy.json()).isEqualTo(JsonForms.tenancy(server.agent.tenancy, Tenancies.NOW));
            Event health = client.next();
            assertThat(health.name()).isEqualTo("health");
            assertThat(health.json()).isEqualTo(JsonForms.health(server.agent.health));
        }
    }

    @Test
    void everything_that_happens_is_told_to_everybody() {
        try (EventClient one = client();
                EventClient other = client()) {
            one.next("health");
            other.next("health");
            happens(101, put(1, 101));
            happens(102, new LeaseChange.Removed(lease(1, 101).key(), 102));
            server.tell(listener -> listener.tenancyIs(server.agent.tenancy));
            server.tell(listener -> listener.healthIs(server.agent.health));
            for (EventClient client : List.of(one, other)) {
                Event put = client.next("lease-put");
                assertThat(put.id()).isEqualTo("101");
                assertThat(put.json()).isEqualTo(JsonForms.lease(lease(1, 101)));
                Event removed = client.next("lease-removed");
                assertThat(removed.id()).isEqualTo("102");
                assertThat(removed.json().getString("key"))
                        .isEqualTo(lease(1, 101).key().text());
                assertThat(removed.json().getJsonObject("lease")).isEqualTo(JsonForms.lease(lease(1, 101)));
                assertThat(client.next("tenancy").id()).isEmpty();
                assertThat(client.next("health").id()).isEmpty();
            }
        }
    }

    @Test
    void the_network_config_is_told_in_its_place_among_the_leases() {
        try (EventClient client = client()) {
            client.next("health");
            view = view.withNetwork(new NetworkEntry(Tenancies.NETWORK, 102));
            RegistryView later =
                    view.withLeases(view.leases().after(put(1, 101)).after(put(2, 103)));
            tell(new TenancyFact.RegistryChanged(later, List.of(put(1, 101), put(2, 103)), 100));
            assertThat(client.next().id()).isEqualTo("101");
            Event network = client.next();
            assertThat(network.name()).isEqualTo("network");
            assertThat(network.id()).isEqualTo("102");
            assertThat(client.next().id()).isEqualTo("103");
        }
    }

    @Test
    void who_comes_again_hears_what_he_missed_and_nothing_twice() {
        try (EventClient first = client()) {
            first.next("health");
            happens(101, put(1, 101));
            assertThat(first.next("lease-put").id()).isEqualTo("101");
        }
        happens(103, put(2, 102), put(3, 103));
        try (EventClient again = client("101")) {
            assertThat(again.next().name()).isEqualTo("tenancy");
            assertThat(again.next("lease-put").json().getLong("modRevision")).isEqualTo(102);
            assertThat(again.next("lease-put").json().getLong("modRevision")).isEqualTo(103);
            happens(104, put(4, 104));
            assertThat(again.next().id()).isEqualTo("104");
        }
    }

    @Test
    void only_the_last_event_of_a_revision_has_its_id() {
        try (EventClient client = client()) {
            client.next("health");
            happens(101, put(1, 101), put(2, 101));
            assertThat(client.next("lease-put").id()).isEmpty();
            assertThat(client.next("lease-put").id()).isEqualTo("101");
        }
    }

    @Test
    void who_missed_more_than_there_is_or_names_what_never_was_begins_anew() {
        try (EventClient first = client()) {
            first.next("health");
        }
        happens(101, put(1, 101));
        for (String id : List.of("99", "102", "abc", "-5", "99999999999999999999")) {
            try (EventClient client = client(id)) {
                Event reset = client.next();
                assertThat(reset.name()).as(id).isEqualTo("reset");
                assertThat(reset.id()).isEqualTo("101");
                assertThat(reset.json().getString("reason")).isEqualTo("missed");
            }
        }
        try (EventClient client = client("100")) {
            assertThat(client.next("lease-put").id()).isEqualTo("101");
        }
    }

    @Test
    void a_registry_that_was_read_again_is_told_by_what_has_changed() {
        try (EventClient client = client()) {
            client.next("health");
            RegistryView later = Registries.view(List.of(lease(1, 105)), 110);
            tell(new TenancyFact.SnapshotRead(later));
            assertThat(client.next().id()).isEqualTo("105");
            Event removed = client.next();
            assertThat(removed.name()).isEqualTo("lease-removed");
            assertThat(removed.id()).isEqualTo("110");
            tell(new TenancyFact.SnapshotRead(later));
            tell(new TenancyFact.RegistryUnreachable("away"));
            view = later;
            happens(111, put(2, 111));
            assertThat(client.next().id()).isEqualTo("111");
        }
    }

    @Test
    void another_store_or_a_change_that_was_lost_is_a_reset_for_everybody() {
        try (EventClient client = client()) {
            client.next("health");
            tell(new TenancyFact.StoreReplaced(Registries.view(List.of(lease(1, 5)), 7)));
            Event reset = client.next();
            assertThat(reset.name()).isEqualTo("reset");
            assertThat(reset.id()).isEqualTo("7");
            assertThat(reset.json().getString("reason")).isEqualTo("other-store");
            tell(new TenancyFact.SnapshotRead(Registries.view(List.of(lease(1, 5), lease(2, 6)), 9)));
            Event late = client.next();
            assertThat(late.name()).as("6 comes after 7 was told").isEqualTo("reset");
            assertThat(late.id()).isEqualTo("9");
        }
        try (EventClient before = client("100")) {
            assertThat(before.next().name()).isEqualTo("reset");
        }
    }

    @Test
    void a_stream_may_be_opened_before_anything_was_read() {
        server.agent.registry = Future.succeededFuture(Registries.seen(List.of(), 0));
        try (EventClient client = client()) {
            assertThat(client.next().name()).isEqualTo("tenancy");
            client.next("health");
            tell(new TenancyFact.SnapshotRead(START));
            assertThat(client.next().id()).isEqualTo("100");
        }
    }

    @Test
    void nobody_is_followed_until_somebody_asks() {
        server.get("/v1/leases");
        server.send("HEAD", "/v1/events", BodyPublishers.noBody());
        assertThat(server.agent.listeners).isEmpty();
        try (EventClient client = client();
                EventClient other = client()) {
            client.next("health");
            other.next("health");
            assertThat(server.agent.listeners).hasSize(1);
        }
    }

    @Test
    void head_says_what_get_would_and_other_methods_are_refused() {
        HttpResponse<String> head = server.send("HEAD", "/v1/events", BodyPublishers.noBody());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-type")).contains("text/event-stream");
        HttpSurfaceTest.problem(
                server.send("POST", "/v1/events", BodyPublishers.ofString("{}")), 405, "method-not-allowed");
    }

    @Test
    void the_end_of_the_agent_is_the_end_of_the_streams() {
        try (EventClient client = client()) {
            client.next("health");
            server.context.runOnContext(hop -> server.surface.close());
            assertThat(client.next("comment").data()).isEqualTo("the agent stops");
            client.isOver();
        }
    }
}
