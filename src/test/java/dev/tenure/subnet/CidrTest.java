package dev.tenure.subnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenure.Seed;
import java.math.BigInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    private static final int ROUNDS = 20_000;

    private static Cidr block(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "10.5.52.0/24, 10.5.52.0/24",
        "10.5.52.1/24, 10.5.52.0/24",
        "10.5.1.2/16, 10.5.0.0/16",
        "10.0.0.0/024, 10.0.0.0/24",
        "0.0.0.0/0, 0.0.0.0/0",
        "255.255.255.255/32, 255.255.255.255/32",
        "fd01:0:0:37::1/64, fd01:0:0:37::/64",
        "fd01::1/48, fd01::/48",
        "ffff::/0, ::/0",
        "::1/128, ::1/128",
    })
    void host_bits_are_masked_off(String written, String block) {
        assertThat(block(written)).hasToString(block);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.5.52.0",
                "10.5.52.0/",
                "/24",
                "10.5.52.0/33",
                "10.5.52.0/+24",
                "10.5.52.0/-1",
                "10.5.52.0/ 24",
                "10.5.52.0/24 ",
                "10.5.52.0/24/24",
                "10.5.52.0/2.4",
                "10.5.52.0/\u0662\u0664",
                "10.5.52.0/99999999999999999999",
                "10.5.52.0-24",
                "fd01::/129",
                "::ffff:10.0.0.0/24",
                "::ffff:10.0.0.0/120",
                "network/24",
            })
    void anything_else_is_no_block(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @Test
    void a_length_outside_the_family_is_a_bug_of_the_caller() {
        assertThatThrownBy(() -> new Cidr(IpAddress.ANY_IPV4, 33))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the length of a block is 0 to 32, not 33");
        assertThatThrownBy(() -> new Cidr(IpAddress.ANY_IPV4, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ends_contains_and_overlaps_as_ranges_of_numbers_do() {
        Seed seed = Seed.forTest("CidrTest.ends_contains_and_overlaps_as_ranges_of_numbers_do");
        RandomGenerator random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            IpFamily family = IpModel.family(random);
            Cidr one = random(random, family);
            Cidr other = random.nextInt(3) == 0
                    ? random(random, family)
                    : new Cidr(one.address(), random.nextInt(family.bits() + 1));
            String as = seed + ": " + one + " and " + other;

            BigInteger first = IpModel.number(one.address());
            BigInteger last = first.add(IpModel.blockSize(family, one.length())).subtract(BigInteger.ONE);
            BigInteger otherFirst = IpModel.number(other.address());
            BigInteger otherLast =
                    otherFirst.add(IpModel.blockSize(family, other.length())).subtract(BigInteger.ONE);
            assertThat(IpModel.number(one.last())).as(as).isEqualTo(last);
            assertThat(one.last().family()).as(as).isEqualTo(family);
            assertThat(one.contains(other))
                    .as(as)
                    .isEqualTo(first.compareTo(otherFirst) <= 0 && otherLast.compareTo(last) <= 0);
            assertThat(one.overlaps(other))
                    .as(as)
                    .isEqualTo(first.compareTo(otherLast) <= 0 && otherFirst.compareTo(last) <= 0);
            assertThat(one.overlaps(other)).as(as).isEqualTo(other.overlaps(one));
            assertThat(one.contains(one.last())).as(as).isTrue();
            assertThat(Cidr.parse(one.toString())).as(as).contains(one);
        }
    }

    private static Cidr random(RandomGenerator random, IpFamily family) {
        IpAddress address = IpModel.random(random, family);
        boolean mapped = family == IpFamily.IPV6 && address.high() == 0 && address.low() >>> 32 == 0xffff;
        return new Cidr(mapped ? address.plus(1L << 60) : address, random.nextInt(family.bits() + 1));
    }

    @Test
    void the_two_families_never_meet() {
        assertThat(block("0.0.0.0/0").overlaps(block("::/0"))).isFalse();
        assertThat(block("::/0").contains(block("10.0.0.0/8"))).isFalse();
    }

    @Test
    void sorts_by_address_and_the_larger_block_first() {
        assertThat(block("10.0.0.0/8")).isLessThan(block("10.0.0.0/16"));
        assertThat(block("10.0.0.0/16")).isLessThan(block("10.1.0.0/16"));
    }
}
