package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Cost does not grow with the network (P8). */
class CostTest extends LiveTest {
    private static final String ADDRESS = "192.168.64.3";
    private static final String LARGE =
            "{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":24,\"Backend\":{\"Type\":\"vxlan\"}}";

    private static Map<String, String> peers(int count) {
        Map<String, String> peers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            peers.put(
                    "subnets/10." + (100 + i / 256) + "." + i % 256 + ".0-24",
                    value("172.16." + i / 256 + "." + i % 256));
        }
        return peers;
    }

    private Map<String, Integer> requestsUntilReady(LiveHost host) {
        LiveAgent agent = host.start();
        agent.awaitReady();
        agent.until("the watch is open", a -> a.requestsByKind().containsKey("watch"));
        Map<String, Integer> requests = agent.requestsByKind();
        agent.stop();
        return requests;
    }

    @Test
    void a_start_takes_as_many_requests_with_a_thousand_other_leases_as_with_none() {
        operator.network(LARGE);
        Map<String, Integer> alone = requestsUntilReady(host(ADDRESS));
        Map<String, Integer> again = requestsUntilReady(host(ADDRESS));
        operator.putAll(peers(999)); // with the first host's
        Map<String, Integer> among = requestsUntilReady(host("192.168.64.4"));
        System.out.println("requests from start to ready: " + alone + ", among 1,000 leases " + among
                + ", with a lease of our own already " + again);

        assertThat(among).isEqualTo(alone);
        assertThat(alone).isEqualTo(Map.of("txn", 2, "watch", 1, "grant", 1));
        assertThat(again).isEqualTo(Map.of("txn", 1, "watch", 1, "range", 1, "keepalive", 1));
    }

    @Test
    void a_renewal_is_two_requests_and_two_hundred_changes_of_peers_are_none() {
        operator.network(LARGE);
        // a sixth of it is the time of a request, and one that is tried again is one more
        LiveAgent agent = host(ADDRESS).ttl(15).start();
        agent.awaitReady();
        agent.until("the first renewal", a -> renewals(a) >= 1);
        Map<String, Integer> before = agent.requestsByKind();
        long revision = operator.revision();
        peers(200).forEach(operator::put);
        agent.until("all peers", a -> a.peers().leases().size() == 200);
        int earlier = renewals(agent);
        agent.until("another renewal", a -> renewals(a) > earlier);
        Map<String, Integer> after = agent.requestsByKind();

        assertThat(operator.historyAfter(revision)).hasSize(200);
        int more = after.getOrDefault("keepalive", 0) - before.getOrDefault("keepalive", 0);
        Map<String, Integer> expected = new HashMap<>(before);
        expected.merge("keepalive", more, Integer::sum);
        expected.merge("range", more, Integer::sum);
        assertThat(after).as("nothing but renewals of two requests each").isEqualTo(expected);
        System.out.println("after 200 changes of peers and " + renewals(agent) + " renewals: " + after);
    }

    private static int renewals(LiveAgent agent) {
        return agent.requestsByKind().getOrDefault("keepalive", 0);
    }

    @Test
    void a_reservation_costs_one_request_a_look() {
        operator.network(LARGE);
        operator.put("subnets/10.5.77.0-24", value(ADDRESS));
        Map<String, Integer> requests = new HashMap<>();
        LiveAgent agent = host(ADDRESS).ttl(6).start();
        agent.awaitReady();
        agent.until("two looks", a -> looks(a) >= 2);
        requests.putAll(agent.requestsByKind());
        requests.keySet().removeAll(Set.of("watch", "txn"));
        System.out.println("a reservation after two looks: " + agent.requestsByKind());

        assertThat(requests).containsOnlyKeys("range");
        // one may be under way
        assertThat(requests.get("range")).isBetween(2, looks(agent) + 1);
    }

    private static int looks(LiveAgent agent) {
        return agent.metric("tenure_lease_renewals_total{outcome=\"still-reserved\"}")
                .orElseThrow()
                .intValue();
    }
}
