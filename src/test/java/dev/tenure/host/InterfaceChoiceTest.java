package dev.tenure.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.options.HostOptions;
import dev.tenure.subnet.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class InterfaceChoiceTest {
    private static final InterfaceFacts LO = facts("lo", 1, 65_536, "127.0.0.1", "::1");
    private static final InterfaceFacts ETH0 = facts("eth0", 2, 1500, "192.0.2.2", "192.0.2.3", "fd00::2", "fe80::2");
    private static final InterfaceFacts ETH1 = facts("eth1", 3, 9000, "198.51.100.7", "fe80::7");
    private static final InterfaceFacts BARE = facts("eth2", 4, 1500);
    private static final InterfaceFacts ONLY_LINK = facts("eth3", 5, 1500, "fe80::9");
    private static final MachineFacts HOST = new MachineFacts(List.of(LO, ETH0, ETH1, BARE, ONLY_LINK), "eth1", "eth0");

    @Test
    void without_wishes_it_is_the_interface_of_the_ipv4_default_route() {
        assertThat(chosen(HostOptions.DEFAULT, HOST))
                .isEqualTo(new HostAddresses(
                        "eth1", 9000, ip("198.51.100.7"), ip("fe80::7"), ip("198.51.100.7"), ip("fe80::7")));
    }

    @Test
    void a_host_without_an_ipv4_default_route_uses_that_of_ipv6() {
        assertThat(chosen(HostOptions.DEFAULT, new MachineFacts(HOST.interfaces(), null, "eth0"))
                        .interfaceName())
                .isEqualTo("eth0");
    }

    @Test
    void a_host_that_has_only_ipv6_has_no_public_ip() {
        MachineFacts facts = new MachineFacts(List.of(LO, facts("eth0", 2, 1500, "fd00::2")), null, "eth0");

        assertThat(chosen(HostOptions.DEFAULT, facts))
                .isEqualTo(new HostAddresses("eth0", 1500, null, ip("fd00::2"), null, ip("fd00::2")));
    }

    @Test
    void interfaces_are_tried_in_the_order_given() {
        assertThat(chosen(ifaces("eth9", "eth1", "eth0"), HOST).interfaceName()).isEqualTo("eth1");
        assertThat(chosen(ifaces("eth0", "eth1"), HOST).interfaceName()).isEqualTo("eth0");
    }

    @Test
    void an_interface_without_an_address_of_use_is_passed_over() {
        assertThat(chosen(ifaces("eth2", "eth3", "lo", "eth0"), HOST).interfaceName())
                .isEqualTo("eth0");
    }

    @Test
    void an_interface_named_by_an_address_uses_that_address() {
        HostAddresses addresses = chosen(ifaces("192.0.2.3"), HOST);

        assertThat(addresses.interfaceName()).isEqualTo("eth0");
        assertThat(addresses.publicIp()).isEqualTo(ip("192.0.2.3"));
        assertThat(addresses.publicIpv6()).isEqualTo(ip("fd00::2"));
    }

    @Test
    void an_interface_can_be_named_by_an_ipv6_address_in_any_spelling() {
        HostAddresses addresses = chosen(ifaces("FD00:0::2"), HOST);

        assertThat(addresses.publicIp()).isEqualTo(ip("192.0.2.2"));
        assertThat(addresses.publicIpv6()).isEqualTo(ip("fd00::2"));
    }

    @Test
    void even_loopback_is_taken_where_its_address_is_asked_for() {
        assertThat(chosen(ifaces("127.0.0.1"), HOST).publicIp()).isEqualTo(ip("127.0.0.1"));
    }

    @Test
    void expressions_come_after_names_and_match_addresses_before_names() {
        assertThat(chosen(wishes(List.of("eth1"), List.of("^eth0$"), null), HOST)
                        .interfaceName())
                .isEqualTo("eth1");
        HostAddresses byAddress = chosen(wishes(List.of(), List.of("192\\.0\\.2\\.3|^eth1$"), null), HOST);
        assertThat(byAddress.interfaceName()).isEqualTo("eth0");
        assertThat(byAddress.publicIp()).isEqualTo(ip("192.0.2.3"));
    }

    @Test
    void an_expression_may_match_any_part_of_a_text_and_the_first_that_fits_counts() {
        assertThat(chosen(wishes(List.of(), List.of("nothing", "th1"), null), HOST)
                        .interfaceName())
                .isEqualTo("eth1");
        assertThat(chosen(wishes(List.of(), List.of("eth"), null), HOST).interfaceName())
                .isEqualTo("eth0");
    }

    @Test
    void an_expression_never_finds_a_loopback_address() {
        assertThat(choose(wishes(List.of(), List.of("^127\\."), null), HOST, target -> Optional.empty()))
                .isInstanceOf(HostChoice.NotFound.class);
    }

    @Test
    void the_interface_that_reaches_an_address_is_the_last_to_be_asked_about() {
        HostOptions wishes = wishes(List.of("eth9"), List.of("^ens"), ip("203.0.113.1"));
        HostChoice choice = choose(wishes, HOST, target -> Optional.of(ip("192.0.2.3")));

        assertThat(((HostChoice.Chosen) choice).addresses().publicIp()).isEqualTo(ip("192.0.2.3"));
    }

    @Test
    void an_address_without_a_route_leads_nowhere_and_not_to_the_default_route() {
        assertThat(sentence(wishes(List.of("eth9"), List.of("^ens"), ip("203.0.113.1")), HOST))
                .startsWith("no interface with a usable address fits --iface=eth9, --iface-regex=^ens,"
                        + " --iface-can-reach=203.0.113.1; there are lo (127.0.0.1, ::1), eth0 (192.0.2.2,")
                .contains("eth2 (no address)")
                .endsWith("name one of them with --iface, or leave these options out for that of the default route");
    }

    @Test
    void a_public_ip_on_an_interface_chooses_that_interface() {
        HostAddresses addresses =
                chosen(new HostOptions(List.of(), List.of(), null, ip("192.0.2.3"), null, null), HOST);

        assertThat(addresses.interfaceName()).isEqualTo("eth0");
        assertThat(addresses.interfaceIpv4()).isEqualTo(ip("192.0.2.3"));
    }

    @Test
    void a_public_ip_behind_a_nat_leaves_the_interface_to_the_default_route() {
        HostAddresses addresses =
                chosen(new HostOptions(List.of(), List.of(), null, ip("203.0.113.9"), ip("2001:db8::9"), null), HOST);

        assertThat(addresses.interfaceName()).isEqualTo("eth1");
        assertThat(addresses.publicIp()).isEqualTo(ip("203.0.113.9"));
        assertThat(addresses.publicIpv6()).isEqualTo(ip("2001:db8::9"));
        assertThat(addresses.interfaceIpv4()).isEqualTo(ip("198.51.100.7"));
    }

    @Test
    void a_public_ip_makes_up_for_an_interface_without_an_address() {
        HostAddresses addresses =
                chosen(new HostOptions(List.of("eth2"), List.of(), null, ip("203.0.113.9"), null, null), HOST);

        assertThat(addresses).isEqualTo(new HostAddresses("eth2", 1500, ip("203.0.113.9"), null, null, null));
    }

    @Test
    void a_given_mtu_stands_in_for_the_interfaces() {
        assertThat(chosen(new HostOptions(List.of("eth0"), List.of(), null, null, null, 1400), HOST)
                        .mtuBytes())
                .isEqualTo(1400);
    }

    @Test
    void an_unknown_mtu_is_asked_for() {
        MachineFacts facts = new MachineFacts(List.of(facts("eth0", 2, 0, "192.0.2.2")), "eth0", null);

        assertThat(sentence(HostOptions.DEFAULT, facts))
                .isEqualTo("the MTU of interface eth0 can't be read; give it with --mtu");
    }

    @Test
    void a_link_local_address_is_better_than_none() {
        InterfaceFacts eth0 = facts("eth0", 2, 1500, "169.254.1.1", "fe80::1");

        assertThat(chosen(HostOptions.DEFAULT, new MachineFacts(List.of(eth0), "eth0", null))
                        .publicIp())
                .isEqualTo(ip("169.254.1.1"));
        assertThat(facts("eth0", 2, 1500, "169.254.1.1", "192.0.2.2")
                        .usable(ip("192.0.2.2").family()))
                .containsExactly(ip("192.0.2.2"), ip("169.254.1.1"));
    }

    @Test
    void the_first_ipv4_address_in_the_kernels_order_counts() {
        InterfaceFacts eth0 = facts("eth0", 2, 1500, "192.0.2.9", "192.0.2.2", "10.0.0.1");

        assertThat(eth0.best(ip("10.0.0.1").family())).contains(ip("192.0.2.9"));
    }

    @Test
    void of_ipv6_addresses_lasting_ones_set_by_hand_come_first_and_deprecated_ones_never() {
        InterfaceFacts eth0 = new InterfaceFacts(
                "eth0",
                2,
                true,
                1500,
                List.of(
                        new InterfaceAddress(ip("fe80::1"), true, false, false),
                        new InterfaceAddress(ip("fd00::1"), true, false, true),
                        new InterfaceAddress(ip("fd00::a"), false, true, false),
                        new InterfaceAddress(ip("fd00::b"), false, false, false),
                        new InterfaceAddress(ip("fd00::d"), true, false, false),
                        new InterfaceAddress(ip("fd00::c"), true, false, false)));

        assertThat(eth0.usable(ip("::").family()))
                .containsExactly(ip("fd00::c"), ip("fd00::d"), ip("fd00::b"), ip("fd00::a"), ip("fe80::1"));
    }

    @Test
    void without_a_default_route_the_sentence_says_what_to_do() {
        assertThat(sentence(HostOptions.DEFAULT, new MachineFacts(List.of(LO), null, null)))
                .isEqualTo("this host has no default route, which would tell the interface to use; there are lo"
                        + " (127.0.0.1, ::1); name one of them with --iface, or mend the route or the address");
        assertThat(sentence(HostOptions.DEFAULT, new MachineFacts(List.of(BARE), "eth2", null)))
                .startsWith("interface eth2 of the default route has no usable address; there are");
        assertThat(sentence(HostOptions.DEFAULT, new MachineFacts(List.of(), null, null)))
                .contains("; this host has none; ");
    }

    @Test
    void a_host_with_very_many_interfaces_has_a_short_sentence_all_the_same() {
        List<InterfaceFacts> many = IntStream.range(0, 1000)
                .mapToObj(i -> facts("veth" + i, i + 1, 1500, "fe80::" + (i + 1)))
                .toList();

        assertThat(sentence(ifaces("eth9"), new MachineFacts(many, null, null)))
                .contains("veth19 (fe80::20) and 980 more")
                .doesNotContain("veth20");
    }

    private static InterfaceFacts facts(String name, int index, int mtuBytes, String... addresses) {
        return new InterfaceFacts(
                name,
                index,
                true,
                mtuBytes,
                Stream.of(addresses)
                        .map(InterfaceChoiceTest::ip)
                        .map(InterfaceAddress::of)
                        .toList());
    }

    private static HostOptions ifaces(String... ifaces) {
        return wishes(List.of(ifaces), List.of(), null);
    }

    private static HostOptions wishes(List<String> ifaces, List<String> regexes, @Nullable IpAddress canReach) {
        return new HostOptions(ifaces, regexes, canReach, null, null, null);
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static HostChoice choose(HostOptions wishes, MachineFacts facts, SourceAddress source) {
        return InterfaceChoice.choose(wishes, facts, source);
    }

    private static HostAddresses chosen(HostOptions wishes, MachineFacts facts) {
        HostChoice choice = choose(wishes, facts, target -> Optional.empty());
        assertThat(choice).isInstanceOf(HostChoice.Chosen.class);
        return ((HostChoice.Chosen) choice).addresses();
    }

    private static String sentence(HostOptions wishes, MachineFacts facts) {
        HostChoice choice = choose(wishes, facts, target -> Optional.empty());
        assertThat(choice).isInstanceOf(HostChoice.NotFound.class);
        return ((HostChoice.NotFound) choice).sentence();
    }
}
