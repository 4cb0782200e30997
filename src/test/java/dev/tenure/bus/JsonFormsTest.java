package dev.tenure.bus;

import static dev.tenure.health.Tenancies.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.health.HealthReport;
import dev.tenure.health.Tenancies;
import dev.tenure.lease.GrantId;
import dev.tenure.lease.Term;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.NetworkReading;
import dev.tenure.tenancy.LossReason;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import dev.tenure.tenancy.WaitReason;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonFormsTest {
    private static final Duration ALMOST_A_DAY =
            Duration.ofMinutes(1_439).plusSeconds(20).plusMillis(999);

    /** The fields of a tenancy behind its lease, where nothing more is to be said. */
    private static final String NOTHING_HELD = """
            "kind":null,"key":null,"subnet":null,"publicIp":null,"publicIpv6":null,"backendType":null,\
            "backendData":null,"backendV6Data":null,"grant":null,"createRevision":null,"modRevision":null,\
            "unreadable":null,"secondsUntilDeadline":null,"moving":false,"rival":null""";

    /** Byte for byte, order included: readers may compare texts. */
    private static void isExactly(JsonObject json, String expected) {
        assertThat(json.encode()).isEqualTo(expected);
    }

    @Test
    void a_tenancy_that_holds_a_lease() {
        TenancyStatus status = new TenancyStatus(
                Tenancies.holding(Tenancies.held(Tenancies.lease(), ALMOST_A_DAY)),
                Optional.empty(),
                "",
                "",
                Optional.of(Tenancies.subnetEnv()));
        isExactly(JsonForms.tenancy(status, NOW), """
                {"state":"holding","kind":"lease","key":"10.5.52.0-24",\
                "subnet":{"ipv4":"10.5.52.0/24","ipv6":null},"publicIp":"192.168.64.3","publicIpv6":null,\
                "backendType":"vxlan","backendData":{"VNI":1,"VtepMAC":"c6:d2:32:6f:8f:44"},"backendV6Data":null,\
                "grant":"694d81417acd4a05","createRevision":12,"modRevision":15,"unreadable":null,\
                "secondsUntilDeadline":86360,"moving":false,"rival":null,"waiting":null,"doubtful":null,"lost":null,\
                "stopped":null,"subnetEnv":{"subnet":{"ipv4":"10.5.52.0/24","ipv6":null},"mtuBytes":1450},\
                "trouble":null,"unfit":null}""");
    }

    @Test
    void a_tenancy_that_holds_a_reservation() {
        JsonObject json = JsonForms.tenancy(
                Tenancies.status(Tenancies.holding(Tenancies.held(Tenancies.reservation(), ALMOST_A_DAY))), NOW);
        assertThat(json.getString("kind")).isEqualTo("reservation");
        assertThat(json.getValue("grant")).isNull();
        assertThat(json.getValue("secondsUntilDeadline")).isNull();
        assertThat(json.getValue("backendType")).isNull();
    }

    @Test
    void a_tenancy_in_doubt_with_every_trouble_there_is() {
        TenancyState.Doubtful doubtful = new TenancyState.Doubtful(
                Tenancies.withRival(Tenancies.held(Tenancies.lease(), Duration.ofMillis(-1)), true),
                NOW.plus(Duration.ofSeconds(-90)),
                "etcd did not answer",
                Optional.of(Tenancies.attempt()));
        JsonObject json = JsonForms.tenancy(
                new TenancyStatus(
                        doubtful,
                        Optional.of(Tenancies.reason(WaitReason.Code.POOL_EXHAUSTED)),
                        "no answer",
                        "it does not fit",
                        Optional.empty()),
                NOW);
        Set.of("kind", "key", "subnet", "publicIp", "publicIpv6", "backendType", "backendData", "backendV6Data")
                .forEach(json::remove);
        isExactly(json, """
                {"state":"doubtful","grant":"694d81417acd4a05","createRevision":12,"modRevision":15,"unreadable":null,\
                "secondsUntilDeadline":-1,"moving":true,\
                "rival":{"key":"10.5.48.0-20","kind":"lease","holder":"192.168.64.9","settled":true},\
                "waiting":{"code":"pool-exhausted","sentence":"it waits since pool-exhausted"},\
                "doubtful":{"cause":"etcd did not answer","seconds":90},"lost":null,"stopped":null,"subnetEnv":null,\
                "trouble":"no answer","unfit":"it does not fit"}""");
    }

    @Test
    void a_tenancy_that_holds_nothing() {
        isExactly(
                JsonForms.tenancy(Tenancies.status(Tenancies.waiting(WaitReason.Code.STARTING)), NOW),
                "{\"state\":\"waiting\"," + NOTHING_HELD
                        + ",\"waiting\":{\"code\":\"starting\",\"sentence\":\"it waits since starting\"}"
                        + ",\"doubtful\":null,\"lost\":null,\"stopped\":null,\"subnetEnv\":null,\"trouble\":null,\"unfit\":null}");
        isExactly(
                JsonForms.tenancy(Tenancies.status(Tenancies.claiming()), NOW),
                "{\"state\":\"claiming\"," + NOTHING_HELD
                        + ",\"waiting\":null,\"doubtful\":null,\"lost\":null,\"stopped\":null"
                        + ",\"subnetEnv\":null,\"trouble\":null,\"unfit\":null}");
        isExactly(
                JsonForms.tenancy(Tenancies.status(Tenancies.lost(LossReason.TAKEN_BY_OTHER)), NOW),
                "{\"state\":\"lost\"," + NOTHING_HELD
                        + ",\"waiting\":null,\"doubtful\":null"
                        + ",\"lost\":{\"key\":\"10.5.52.0-24\",\"reason\":\"taken-by-other\"},\"stopped\":null"
                        + ",\"subnetEnv\":null,\"trouble\":null,\"unfit\":null}");
        isExactly(
                JsonForms.tenancy(Tenancies.status(new TenancyState.Stopped("it was released")), NOW),
                "{\"state\":\"stopped\"," + NOTHING_HELD
                        + ",\"waiting\":null,\"doubtful\":null,\"lost\":null,\"stopped\":{\"sentence\":\"it was released\"}"
                        + ",\"subnetEnv\":null,\"trouble\":null,\"unfit\":null}");
    }

    @Test
    void the_mtu_is_the_one_that_subnet_env_names() {
        NetworkConfig network = Tenancies.network("""
                {"Network":"10.5.0.0/16","Backend":{"Type":"vxlan","MTU":9000}}""");
        assertThat(mtu(network, 1500, false)).isEqualTo(8950);
        assertThat(mtu(network, 1500, true)).isEqualTo(1500);
        assertThat(mtu(Tenancies.NETWORK, 1500, false)).isEqualTo(1450);
    }

    private static Integer mtu(NetworkConfig network, int mtuBytes, boolean isFinal) {
        TenancyStatus status = new TenancyStatus(
                Tenancies.holding(Tenancies.held(Tenancies.lease(), ALMOST_A_DAY)),
                Optional.empty(),
                "",
                "",
                Optional.of(new TenancyCommand.WriteSubnetEnv(Tenancies.lease().subnet(), network, mtuBytes, isFinal)));
        return JsonForms.tenancy(status, NOW).getJsonObject("subnetEnv").getInteger("mtuBytes");
    }

    @Test
    void a_lease_of_both_families_with_foreign_data() {
        isExactly(
                JsonForms.lease(
                        Tenancies.lease("0.0.0.0-0&fd01:0:0:33::-64", new Term.Granted(new GrantId(-1)), 7, """
                        {"PublicIP":"0.0.0.0","PublicIPv6":"fd00::3","BackendType":"wireguard",\
                        "BackendData":[1,"two",null],"BackendV6Data":"text"}""")),
                """
                {"kind":"lease","key":"0.0.0.0-0&fd01:0:0:33::-64","subnet":{"ipv4":null,"ipv6":"fd01:0:0:33::/64"},\
                "publicIp":null,"publicIpv6":"fd00::3","backendType":"wireguard","backendData":[1,"two",null],\
                "backendV6Data":"text","grant":"ffffffffffffffff","createRevision":7,"modRevision":10,\
                "unreadable":null}""");
    }

    @Test
    void a_lease_that_no_host_can_have_written() {
        isExactly(JsonForms.lease(Tenancies.lease("10.5.52.0-24", new Term.Reserved(), 7, "nonsense")), """
                {"kind":"reservation","key":"10.5.52.0-24","subnet":{"ipv4":"10.5.52.0/24","ipv6":null},\
                "publicIp":null,"publicIpv6":null,"backendType":null,"backendData":null,"backendV6Data":null,\
                "grant":null,"createRevision":7,"modRevision":10,"unreadable":"the value is not JSON"}""");
    }

    @Test
    void peers_and_what_changed_of_them() {
        String first = JsonForms.lease(Tenancies.peer(0)).encode();
        String second = JsonForms.lease(Tenancies.peer(1)).encode();
        isExactly(
                JsonForms.peers(new Peers(List.of(Tenancies.peer(0), Tenancies.peer(1)), 42)),
                "{\"peers\":[" + first + "," + second + "],\"revision\":42}");
        isExactly(
                JsonForms.peersChanged(
                        new PeersChanged(List.of(Tenancies.peer(0)), List.of(), List.of(Tenancies.peer(1)), 43)),
                "{\"added\":[" + first + "],\"changed\":[],\"removed\":[" + second + "],\"revision\":43}");
    }

    @Test
    void a_network_config_that_works() {
        NetworkConfig dual = Tenancies.network("""
                {"Network":"10.5.0.0/16","EnableIPv6":true,"IPv6Network":"fd01::/48",\
                "Backend":{"Type":"vxlan","MTU":1400},"EnableNFTables":true}""");
        isExactly(JsonForms.network(new NetworkChanged(new NetworkEntry(dual, 7), dual)), """
                {"status":"valid","trouble":null,"modRevision":7,"inForce":{\
                "ipv4":{"network":"10.5.0.0/16","subnetLength":24,"min":"10.5.1.0","max":"10.5.255.0","subnets":255},\
                "ipv6":{"network":"fd01::/48","subnetLength":64,"min":"fd01:0:0:1::","max":"fd01:0:0:ffff::",\
                "subnets":65535},"backend":{"type":"vxlan","mtu":1400},"enableNftables":true}}""");
    }

    @Test
    void a_network_config_that_is_broken_or_absent() {
        isExactly(
                JsonForms.network(
                        new NetworkChanged(new NetworkEntry(new NetworkReading.Broken("it is empty"), 8), null)),
                """
                {"status":"broken","trouble":"it is empty","modRevision":8,"inForce":null}""");
        isExactly(JsonForms.network(new NetworkChanged(NetworkEntry.NONE, Tenancies.NETWORK)), """
                {"status":"absent","trouble":null,"modRevision":0,"inForce":{\
                "ipv4":{"network":"10.5.0.0/16","subnetLength":24,"min":"10.5.1.0","max":"10.5.255.0","subnets":255},\
                "ipv6":null,"backend":{"type":"vxlan","mtu":null},"enableNftables":false}}""");
    }

    @Test
    void health() {
        isExactly(
                JsonForms.health(new HealthReport(
                        true,
                        true,
                        List.of(new HealthReport.Reason("etcd-unreachable", "etcd is away", false)),
                        Optional.of(ALMOST_A_DAY))),
                """
                {"status":"ready","live":true,"ready":true,"reasons":[{"code":"etcd-unreachable",\
                "sentence":"etcd is away","blocking":false}],"secondsUntilDeadline":86360}""");
        isExactly(JsonForms.health(new HealthReport(true, false, List.of(), Optional.empty())), """
                {"status":"not-ready","live":true,"ready":false,"reasons":[],"secondsUntilDeadline":null}""");
        isExactly(JsonForms.health(new HealthReport(false, false, List.of(), Optional.empty())), """
                {"status":"stuck","live":false,"ready":false,"reasons":[],"secondsUntilDeadline":null}""");
    }
}
