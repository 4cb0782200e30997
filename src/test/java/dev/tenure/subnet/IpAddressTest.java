package dev.tenure.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    private static final int ROUNDS = 20_000;

    private static IpAddress parsed(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    /** Right-hand sides are what Go's net.ParseIP(x).String() prints. */
    @ParameterizedTest(name = "{0} is written as {1}")
    @CsvSource({
        "10.5.52.0, 10.5.52.0",
        "255.255.255.255, 255.255.255.255",
        "fd01:0:0:10::, fd01:0:0:10::",
        "fd01:0:1:0:0:0:0:0, fd01:0:1::",
        "FD01::A, fd01::a",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:0:1::, 2001::1:0:0:0",
        "2001:0:0:1::, 2001:0:0:1::",
        "0:0:0:0:0:0:0:0, ::",
        "::1, ::1",
        "1::, 1::",
        "::1.2.3.4, ::102:304",
        "::ffff:10.0.0.1, 10.0.0.1",
    })
    void text_is_go_s_canonical_text(String written, String canonical) {
        assertThat(parsed(written)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "10.5.52",
                "10.5.52.0.1",
                "010.5.52.0",
                "10.5.52.256",
                "10.5.52.0 ",
                " 10.5.52.0",
                "10.5.52.0/24",
                "0x0a.5.52.0",
                "168113152",
                "fe80::1%eth0",
                "fe80::1%1",
                "[::1]",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "g::",
                "localhost",
                "10.5.52.\u0661",
                "\uff11\uff10.5.52.0",
                "0000000000000000000000000000000000000000000000::",
            })
    void anything_else_is_no_address(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @Test
    void is_the_jdk_s_address_of_the_same_bytes() throws UnknownHostException {
        Seed seed = Seed.forTest("IpAddressTest.is_the_jdk_s_address_of_the_same_bytes");
        RandomGenerator random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            IpAddress address = IpModel.random(random, IpModel.family(random));
            InetAddress jdk = InetAddress.getByAddress(bytes(address));
            // the JDK makes an IPv4 address of a mapped one, as Go does when it prints it
            if (jdk.getAddress().length == address.family().bits() / 8) {
                assertThat(IpAddress.of(jdk)).as("%s", seed).isEqualTo(address);
                assertThat(IpAddress.parse(jdk.getHostAddress())).as("%s", seed).contains(address);
                assertThat(IpAddress.parse(address.toString())).as("%s", seed).contains(address);
            }
        }
    }

    private static byte[] bytes(IpAddress address) {
        int size = address.family().bits() / 8;
        byte[] padded = new byte[size];
        byte[] number = IpModel.number(address).toByteArray();
        int count = Math.min(size, number.length);
        System.arraycopy(number, number.length - count, padded, size - count, count);
        return Arrays.copyOf(padded, size);
    }

    @Test
    void counts_masks_and_compares_as_numbers_do() {
        Seed seed = Seed.forTest("IpAddressTest.counts_masks_and_compares_as_numbers_do");
        RandomGenerator random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            IpFamily family = IpModel.family(random);
            IpAddress address = IpModel.random(random, family);
            IpAddress other = IpModel.random(random, family);
            BigInteger number = IpModel.number(address);
            long steps = random.nextBoolean() ? random.nextLong() : random.nextInt(5);
            int length = random.nextInt(family.bits() + 1);
            String round0 = seed + ": " + address + " and " + other + ", " + steps + " steps, /" + length;

            BigInteger further = number.add(IpModel.unsigned(steps)).mod(IpModel.space(family));
            assertThat(IpModel.number(address.plus(steps))).as(round0).isEqualTo(further);
            assertThat(IpModel.number(address.masked(length)))
                    .as(round0)
                    .isEqualTo(IpModel.masked(family, number, length));
            assertThat(Integer.signum(address.compareTo(other)))
                    .as(round0)
                    .isEqualTo(number.compareTo(IpModel.number(other)));
        }
    }

    @Test
    void carries_over_the_border_of_its_two_halves() {
        assertThat(parsed("fd01:0:0:1:ffff:ffff:ffff:ffff").plus(1)).isEqualTo(parsed("fd01:0:0:2::"));
        assertThat(parsed("fd01::ffff:ffff:ffff:fffe").plus(3)).isEqualTo(parsed("fd01:0:0:1::1"));
        assertThat(parsed("::").plus(-1)).isEqualTo(parsed("::ffff:ffff:ffff:ffff"));
    }

    @Test
    void wraps_at_the_end_of_its_family() {
        assertThat(parsed("255.255.255.255").plus(1)).isEqualTo(parsed("0.0.0.0"));
        assertThat(parsed("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").plus(1)).isEqualTo(parsed("::"));
    }

    @Test
    void knows_what_flannel_takes_for_none() {
        assertThat(parsed("0.0.0.0").isUnspecified()).isTrue();
        assertThat(parsed("::").isUnspecified()).isTrue();
        assertThat(parsed("0.0.0.1").isUnspecified()).isFalse();
        assertThat(parsed("1::").isUnspecified()).isFalse();
        assertThat(IpAddress.ANY_IPV4).isEqualTo(parsed("0.0.0.0"));
    }

    @Test
    void sorts_ipv4_before_ipv6() {
        assertThat(parsed("255.255.255.255")).isLessThan(parsed("::"));
    }
}
