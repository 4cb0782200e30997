package dev.tenure.envfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenure.Seed;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SubnetEnvTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertUnusable(byte[] bytes, String reason) {
        assertThat(SubnetEnv.parse(bytes)).isEqualTo(new SubnetEnvReading.Unusable(reason));
    }

    /** Found must mean a subnet that a lease can have, inside the network that the file names; else unusable. */
    private static void assertFoundOrUnusable(byte[] bytes, String as) {
        switch (SubnetEnv.parse(bytes)) {
            case SubnetEnvReading.Found found -> {
                Subnet subnet = found.previous();
                assertThat(SubnetKey.parse(SubnetKey.of(subnet).text()))
                        .as(as)
                        .hasValueSatisfying(key -> assertThat(key.subnet()).isEqualTo(subnet));
                assertInside(found.network(), subnet.ipv4(), as);
                assertInside(found.ipv6Network(), subnet.ipv6(), as);
                assertThat(SubnetEnv.parse(bytes).subnet()).as(as).contains(subnet);
            }
            case SubnetEnvReading.Unusable unusable -> {
                assertThat(unusable.reason()).as(as).isNotBlank().doesNotContain("\n");
                assertThat(unusable.subnet()).as(as).isEmpty();
            }
            case SubnetEnvReading.Absent absent -> throw new AssertionError(as + ": there was a file");
        }
    }

    private static void assertInside(
            @org.jspecify.annotations.Nullable Cidr network,
            @org.jspecify.annotations.Nullable Cidr subnet,
            String as) {
        if (network != null) {
            assertThat(subnet)
                    .as(as)
                    .isNotNull()
                    .satisfies(half -> assertThat(network.contains(half)).as(as).isTrue());
        }
    }

    @Test
    void every_truncation_names_a_whole_subnet_or_none() {
        for (SubnetEnv env : new SubnetEnv[] {Envs.IPV4, Envs.DUAL}) {
            byte[] whole = bytes(env.text());
            for (int length = 0; length <= whole.length; length++) {
                assertFoundOrUnusable(Arrays.copyOf(whole, length), "cut at " + length);
            }
        }
    }

    @Test
    void a_truncation_never_names_another_subnet() {
        byte[] whole = bytes(Envs.IPV4.text());
        for (int length = 0; length <= whole.length; length++) {
            SubnetEnv.parse(Arrays.copyOf(whole, length))
                    .subnet()
                    .ifPresent(subnet -> assertThat(subnet).isEqualTo(Subnet.of(Envs.block("10.5.52.0/24"))));
        }
    }

    @Test
    void every_flipped_bit_names_a_valid_subnet_or_none() {
        for (SubnetEnv env : new SubnetEnv[] {Envs.IPV4, Envs.DUAL}) {
            byte[] whole = bytes(env.text());
            for (int bit = 0; bit < whole.length * 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                assertFoundOrUnusable(flipped, "bit " + bit + " of " + env);
            }
        }
    }

    @Test
    void what_is_written_is_what_is_read() {
        Seed seed = Seed.forTest("SubnetEnvTest.what_is_written_is_what_is_read");
        RandomGenerator random = seed.random();
        for (int round = 0; round < 5_000; round++) {
            boolean both = random.nextBoolean();
            boolean ipv4 = random.nextBoolean();
            Cidr network = both || ipv4 ? network(random, IpFamily.IPV4) : null;
            Cidr ipv6Network = both || !ipv4 ? network(random, IpFamily.IPV6) : null;
            Cidr subnet = network == null ? null : subnet(random, network);
            Cidr ipv6Subnet = ipv6Network == null ? null : subnet(random, ipv6Network);
            SubnetEnv env = new SubnetEnv(
                    network, subnet, ipv6Network, ipv6Subnet, random.nextInt(1, 65_536), random.nextBoolean());
            assertThat(SubnetEnv.parse(bytes(env.text())))
                    .as(seed + ": " + env)
                    .isEqualTo(new SubnetEnvReading.Found(new Subnet(subnet, ipv6Subnet), network, ipv6Network));
            assertThat(bytes(env.text()).length).isLessThan(SubnetEnv.BYTES_MAX);
        }
    }

    private static Cidr network(RandomGenerator random, IpFamily family) {
        IpAddress address = family == IpFamily.IPV4
                ? new IpAddress(family, 0, random.nextLong() & 0xffffffffL)
                : new IpAddress(family, random.nextLong() | 1L << 62, random.nextLong());
        return new Cidr(address, random.nextInt(2, family.bits() - 3));
    }

    private static Cidr subnet(RandomGenerator random, Cidr network) {
        int length = random.nextInt(network.length(), network.family().bits() - 1);
        return new Cidr(network.last(), length);
    }

    @Test
    void a_file_of_4_kib_is_read_and_a_longer_one_is_not() {
        String text = Envs.IPV4.text();
        String limit = text + "#" + "x".repeat(SubnetEnv.BYTES_MAX - text.length() - 1);
        assertThat(SubnetEnv.parse(bytes(limit)).subnet()).isPresent();
        assertUnusable(bytes(limit + "x"), "it is longer than 4 KiB");
        assertUnusable(new byte[1024 * 1024], "it is longer than 4 KiB");
    }

    @Test
    void binary_is_no_text() {
        assertUnusable(new byte[100], "it is not text: there are control characters in it");
        assertUnusable(bytes(Envs.IPV4.text() + "\0"), "it is not text: there are control characters in it");
        assertUnusable(bytes(Envs.IPV4.text() + "\u001b[0m"), "it is not text: there are control characters in it");
        assertUnusable(new byte[] {(byte) 0xff, (byte) 0xfe, 'F', 0}, "it is not text");
        assertUnusable(Envs.IPV4.text().getBytes(StandardCharsets.UTF_16), "it is not text");
    }

    @Test
    void random_bytes_are_unusable_and_no_exception() {
        Seed seed = Seed.forTest("SubnetEnvTest.random_bytes_are_unusable_and_no_exception");
        RandomGenerator random = seed.random();
        for (int round = 0; round < 2_000; round++) {
            byte[] noise = new byte[random.nextInt(1, 300)];
            random.nextBytes(noise);
            assertFoundOrUnusable(noise, seed.toString());
        }
    }

    @Test
    void windows_line_ends_and_foreign_letters_in_comments_do_not_matter() {
        String text = "# gehört zu Knoten 7 – 節点\r\n" + Envs.IPV4.text().replace("\n", "\r\n");
        assertThat(SubnetEnv.parse(bytes(text)).subnet()).contains(Subnet.of(Envs.block("10.5.52.0/24")));
    }

    @Test
    void a_byte_order_mark_is_no_part_of_a_key() {
        assertThat(SubnetEnv.parse(bytes("\ufeff" + Envs.IPV4.text()))).isInstanceOf(SubnetEnvReading.Unusable.class);
    }

    @Test
    void a_subnet_outside_its_network_is_never_written() {
        Cidr network = Envs.block("10.5.0.0/16");
        Cidr ipv6 = Envs.block("fd01::/64");
        assertRefused(() -> new SubnetEnv(network, Envs.block("10.6.1.0/24"), null, null, 1500, false));
        assertRefused(() -> new SubnetEnv(network, null, null, null, 1500, false));
        assertRefused(() -> new SubnetEnv(null, Envs.block("10.5.1.0/24"), null, null, 1500, false));
        assertRefused(() -> new SubnetEnv(ipv6, ipv6, null, null, 1500, false));
        assertRefused(() -> new SubnetEnv(null, null, Envs.block("fd01::/48"), network, 1500, false));
        assertRefused(() -> new SubnetEnv(null, null, null, null, 1500, false));
        NetworkConfig config = (NetworkConfig) NetworkConfig.parse("{\"Network\":\"10.9.0.0/16\"}");
        assertRefused(() -> SubnetEnv.of(Subnet.of(Envs.block("10.5.1.0/24")), config, 1500, false, false));
        assertRefused(() -> SubnetEnv.of(
                new Subnet(Envs.block("10.9.1.0/24"), Envs.block("fd01::/64")), config, 1500, false, false));
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }
}
