package dev.tenure.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import org.junit.jupiter.api.Test;

final class KernelTablesTest {
    private static final String IPV4_HEAD =
            "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";
    private static final String ZEROS = "0".repeat(32);

    @Test
    void the_ipv4_default_route_with_the_lowest_metric_counts() {
        assertThat(Routes.defaultIpv4(IPV4_HEAD
                        + "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
                        + "wlan0\t00000000\t010200C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
                        + "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
                        + "eth1\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"))
                .contains("eth0");
    }

    @Test
    void half_of_the_internet_is_no_default_route() {
        assertThat(Routes.defaultIpv4(IPV4_HEAD + "tun0\t00000000\t0100000A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n"))
                .isEmpty();
    }

    @Test
    void a_route_that_is_down_or_rejects_is_no_default_route() {
        assertThat(Routes.defaultIpv4(IPV4_HEAD
                        + "eth0\t00000000\t010200C0\t0002\t0\t0\t0\t00000000\t0\t0\t0\n"
                        + "*\t00000000\t00000000\t0201\t0\t0\t0\t00000000\t0\t0\t0\n"))
                .isEmpty();
    }

    @Test
    void the_ipv6_default_route_with_the_lowest_metric_counts() {
        assertThat(Routes.defaultIpv6(route6(ZEROS, "00", "ffffffff", "00200200", "lo")
                        + route6(ZEROS, "00", "00000400", "00000003", "eth0")
                        + route6(ZEROS, "00", "00000064", "00000003", "eth1")
                        + route6("fd" + "0".repeat(30), "40", "00000001", "00000001", "eth2")))
                .contains("eth1");
    }

    @Test
    void what_stands_for_unreachable_is_no_ipv6_default_route() {
        assertThat(Routes.defaultIpv6(route6(ZEROS, "00", "ffffffff", "00200200", "lo")
                        + route6(ZEROS, "00", "00000001", "00200200", "eth0")))
                .isEmpty();
    }

    @Test
    void where_ipv4_routes_lead_is_a_block_each() {
        assertThat(Routes.destinationsIpv4(IPV4_HEAD
                        + "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
                        + "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
                        + "eth1\t000200C0\t00000000\t0001\t0\t0\t9\t00FFFFFF\t0\t0\t0\n"
                        + "eth0\t0700A8C0\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0\n"
                        + "down\t0000A8C0\t00000000\t0000\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
                        + "hole\t00000A0A\t00000000\t0201\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
                        + "odd\t00000A0A\t00000000\t0001\t0\t0\t0\t00FF00FF\t0\t0\t0\n"))
                .extracting(Cidr::toString)
                .containsExactly("0.0.0.0/0", "192.0.2.0/24", "192.168.0.7/32");
    }

    @Test
    void where_ipv6_routes_lead_is_a_block_each() {
        assertThat(Routes.destinationsIpv6(route6(ZEROS, "00", "00000400", "00000003", "eth0")
                        + route6("fd" + "0".repeat(30), "40", "00000001", "00000001", "eth0")
                        + route6("fd" + "0".repeat(29) + "7", "80", "00000000", "80200001", "lo")
                        + route6("fe" + "0".repeat(30), "40", "00000001", "00200200", "lo")
                        + route6("fe" + "0".repeat(30), "81", "00000001", "00000001", "eth0")))
                .extracting(Cidr::toString)
                .containsExactly("::/0", "fd00::/64", "fd00::7/128");
    }

    @Test
    void lines_that_make_no_sense_are_left_out() {
        assertThat(Routes.defaultIpv4("")).isEmpty();
        assertThat(Routes.defaultIpv4("eth0\t00000000\tx\tzz\t0\t0\tmany\t00000000\nshort\n\n"))
                .isEmpty();
        assertThat(Routes.defaultIpv6("nonsense\n" + ZEROS)).isEmpty();
        assertThat(Routes.destinationsIpv4("eth0\tx\t0\t0001\t0\t0\t0\t00000000\nshort\n\n"))
                .isEmpty();
        assertThat(Routes.destinationsIpv6("nonsense\n" + ZEROS)).isEmpty();
    }

    @Test
    void the_flags_of_an_ipv6_address_are_the_kernels() {
        Ipv6Flags flags = Ipv6Flags.parse("""
                fd000000000000000000000000000001 02 40 00 80       eth0
                fd000000000000000000000000000002 02 40 00 01       eth0
                fd000000000000000000000000000003 02 40 00 a0       eth0
                fd000000000000000000000000000004 02 40 00 c8       eth0
                fd00 02 40 00 c8 eth0
                nonsense
                """);

        assertThat(flags.describe("eth0", ip("fd00::1")))
                .isEqualTo(new InterfaceAddress(ip("fd00::1"), true, false, false));
        assertThat(flags.describe("eth0", ip("fd00::2")))
                .isEqualTo(new InterfaceAddress(ip("fd00::2"), false, true, false));
        assertThat(flags.describe("eth0", ip("fd00::3")).unfit()).isTrue();
        assertThat(flags.describe("eth0", ip("fd00::4")).unfit()).isTrue();
        assertThat(flags.describe("eth1", ip("fd00::1"))).isEqualTo(InterfaceAddress.of(ip("fd00::1")));
    }

    @Test
    void names_of_interfaces_stand_before_a_colon() {
        assertThat(HostReader.names("Inter-|   Receive | Transmit\n face |bytes|bytes\n    lo: 0 0\n eth0:12 0\n"))
                .containsExactly("lo", "eth0");
    }

    private static String route6(String destination, String length, String metric, String flags, String name) {
        return String.join(" ", destination, length, ZEROS, "00", ZEROS, metric, "00000001", "00000000", flags)
                + "     " + name + "\n";
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
