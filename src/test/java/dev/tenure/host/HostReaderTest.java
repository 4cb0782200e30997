package dev.tenure.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.options.HostOptions;
import dev.tenure.subnet.IpAddress;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Asks the machine that runs the test, of which only the loopback interface is certain. */
final class HostReaderTest {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1").orElseThrow();

    private final HostReader reader = new HostReader();

    @Test
    void the_loopback_interface_is_read_with_address_and_mtu() throws IOException {
        InterfaceFacts loopback = reader.facts().having(LOOPBACK).orElseThrow();

        assertThat(loopback.index()).isPositive();
        assertThat(loopback.mtuBytes()).isGreaterThan(1000);
        assertThat(loopback.up()).isTrue();
        assertThat(loopback.usable(LOOPBACK.family())).doesNotContain(LOOPBACK);
    }

    @Test
    void interfaces_come_in_the_order_of_their_index() throws IOException {
        List<Integer> known = reader.facts().interfaces().stream()
                .map(InterfaceFacts::index)
                .filter(index -> index > 0)
                .toList();

        assertThat(known).isSorted();
    }

    @Test
    void the_interface_that_reaches_loopback_is_loopback() {
        HostChoice choice = reader.choose(new HostOptions(List.of(), List.of(), LOOPBACK, null, null, null));

        assertThat(choice)
                .isInstanceOfSatisfying(
                        HostChoice.Chosen.class,
                        chosen -> assertThat(chosen.addresses().publicIp()).isEqualTo(LOOPBACK));
    }

    @Test
    void an_interface_that_is_not_there_is_a_sentence() {
        HostChoice choice = reader.choose(new HostOptions(List.of("no-such-if"), List.of(), null, null, null, null));

        assertThat(choice)
                .isInstanceOfSatisfying(
                        HostChoice.NotFound.class,
                        notFound -> assertThat(notFound.sentence())
                                .contains("--iface=no-such-if")
                                .contains("127.0.0.1"));
    }
}
