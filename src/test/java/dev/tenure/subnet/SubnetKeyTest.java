package dev.tenure.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SubnetKeyTest {
    private static final int ROUNDS = 20_000;

    @Test
    void every_subnet_s_key_is_read_back_as_that_subnet() {
        Seed seed = Seed.forTest("SubnetKeyTest.every_subnet_s_key_is_read_back_as_that_subnet");
        RandomGenerator random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            boolean dual = random.nextBoolean();
            boolean ipv4Only = random.nextBoolean();
            Subnet subnet = new Subnet(
                    dual || ipv4Only ? new Cidr(IpModel.random(random, IpFamily.IPV4), random.nextInt(1, 32)) : null,
                    dual || !ipv4Only ? ipv6(random) : null);
            SubnetKey key = SubnetKey.of(subnet);
            assertThat(SubnetKey.parse(key.text())).as(seed + ": " + subnet).contains(key);
            assertThat(key).hasToString(key.text());
        }
    }

    /** Below 2000::/3, where no address is a mapped one. */
    private static Cidr ipv6(RandomGenerator random) {
        IpAddress any = IpModel.random(random, IpFamily.IPV6);
        return new Cidr(new IpAddress(IpFamily.IPV6, any.high() >>> 3 | 1L << 61, any.low()), random.nextInt(3, 128));
    }

    @Test
    void no_text_that_chance_finds_breaks_the_reader() {
        Seed seed = Seed.forTest("SubnetKeyTest.no_text_that_chance_finds_breaks_the_reader");
        RandomGenerator random = seed.random();
        String alphabet = "0123456789abcdf.:-&/ \n\0";
        String whole = "10.5.52.0-24&fd00:0:0:1::-64";
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder(whole);
            for (int edits = random.nextInt(1, 4); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                char other = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, other);
                    case 1 -> text.insert(at, other);
                    default -> text.setLength(Math.max(1, at));
                }
            }
            SubnetKey.parse(text.toString())
                    .ifPresent(key -> assertThat(
                                    SubnetKey.parse(SubnetKey.of(key.subnet()).text()))
                            .as(seed + ": " + key)
                            .hasValueSatisfying(
                                    again -> assertThat(again.subnet()).isEqualTo(key.subnet())));
        }
    }

    @Test
    void white_space_around_makes_it_no_key() {
        assertThat(SubnetKey.parse("10.5.52.0-24 ")).isEmpty();
        assertThat(SubnetKey.parse(" 10.5.52.0-24")).isEmpty();
        assertThat(SubnetKey.parse("10.5.52.0-24\n")).isEmpty();
        assertThat(SubnetKey.parse("10.5.52.0-24\0")).isEmpty();
    }

    @Test
    void a_text_of_any_length_is_refused_at_once() {
        assertThat(SubnetKey.parse("1".repeat(1_000_000) + "-24")).isEmpty();
        assertThat(SubnetKey.parse("10.5.52.0-24&" + "a:".repeat(500_000))).isEmpty();
    }

    @Test
    void two_spellings_are_two_keys_of_one_subnet() {
        SubnetKey plain = SubnetKey.parse("10.5.52.0-24").orElseThrow();
        SubnetKey odd = SubnetKey.parse("10.5.52.9-24").orElseThrow();
        assertThat(odd).isNotEqualTo(plain);
        assertThat(odd.subnet()).isEqualTo(plain.subnet());
    }
}
