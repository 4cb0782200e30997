package dev.tenure.operator;

import static dev.tenure.operator.Snapshots.DUAL;
import static dev.tenure.operator.Snapshots.IP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.operator.Capacity.Room;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.tenancy.Registry;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a plan's answer turns: on the last free subnet, on the very network that is there, on a host that is known twice. */
class NetworkPlanCornersTest {
    private static final String SMALL =
            "{\"Network\":\"10.5.0.0/22\",\"SubnetLen\":24%s,\"Backend\":{\"Type\":\"vxlan\"}}";

    private final Registry registry = new Registry().network("10.5.0.0/16");

    private NetworkPlan plan(String json, String... routes) {
        return NetworkPlan.of(
                Snapshots.of(registry),
                (NetworkConfig) NetworkConfig.parse(json),
                Stream.of(routes).map(route -> Cidr.parse(route).orElseThrow()).toList());
    }

    @Test
    void another_network_config_is_not_the_same_nor_is_the_first_one() {
        assertThat(plan("{\"Network\":\"10.4.0.0/15\",\"Backend\":{\"Type\":\"vxlan\"}}")
                        .isSame())
                .isFalse();
        assertThat(plan("{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\",\"MTU\":1400}}")
                        .isSame())
                .isFalse();
        registry.networkDeleted();
        assertThat(plan("{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}")
                        .isSame())
                .isFalse();
    }

    @Test
    void a_pool_that_is_too_small_already_is_no_danger_of_the_same_network_config() {
        registry.network(SMALL.formatted(""));
        for (int i = 1; i <= 3; i++) {
            registry.lease("10.5." + i + ".0-24", "192.168.64." + i);
        }
        registry.lease("10.6.9.0-24", "192.168.64.9");
        NetworkPlan same = plan(SMALL.formatted(""));
        assertThat(same.capacity().getFirst().room()).isEqualTo(Room.TOO_SMALL);
        assertThat(same.dangers()).isEmpty();
        assertThat(plan(SMALL.formatted(",\"EnableNFTables\":true")).dangers())
                .containsExactly("the IPv4 pool is too small: of 1 host that must move, 1 finds no subnet");
    }

    @Test
    void a_key_without_PublicIP_is_that_of_the_host_with_the_same_PublicIPv6_and_no_host_more() {
        registry.network(DUAL)
                .lease("10.5.8.0-24&fd01:0:0:8::-64", IP + ",fd00::3")
                .lease("0.0.0.0-0&fd01:0:0:a::-64", "fd00::3");
        assertThat(plan(DUAL).hosts())
                .singleElement()
                .returns(Snapshots.host(IP + ",fd00::3"), HostPlan::host)
                .returns(HostPlan.Step.KEEP, HostPlan::step);
    }

    @Test
    void a_route_around_the_network_that_is_there_is_nothing_new() {
        String same = "{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":25,\"Backend\":{\"Type\":\"vxlan\"}}";
        assertThat(plan(same, "10.0.0.0/8", "10.5.0.0/16", "10.5.9.0/24").collisions())
                .isEmpty();
        String other = "{\"Network\":\"10.4.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";
        assertThat(plan(other, "10.0.0.0/8").collisions())
                .containsExactly(new RouteCollision(
                        Cidr.parse("10.4.0.0/16").orElseThrow(),
                        Cidr.parse("10.0.0.0/8").orElseThrow()));
    }

    @ParameterizedTest(name = "{0} hosts, {1} free at once, {2} in the end: {3}")
    @CsvSource({
        "0, 0, 0, NOT_NEEDED, 0",
        "3, 4, 4, AT_ONCE, 0",
        "3, 3, 3, AT_ONCE, 0",
        "3, 2, 4, BY_TURNS, 0",
        "3, 2, 3, BY_TURNS, 0",
        "3, 2, 2, TOO_SMALL, 1",
        "3, 0, 1, TOO_SMALL, 2"
    })
    void room_is_enough_to_the_last_subnet(long wanted, long atOnce, long inTheEnd, Room room, long missing) {
        Capacity capacity = new Capacity(IpFamily.IPV4, Optional.empty(), Optional.empty(), wanted, atOnce, inTheEnd);
        assertThat(capacity.room()).isEqualTo(room);
        assertThat(capacity.missing()).isEqualTo(missing);
    }
}
