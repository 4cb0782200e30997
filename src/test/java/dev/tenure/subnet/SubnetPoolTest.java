package dev.tenure.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import java.math.BigInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SubnetPoolTest {
    private static final int ROUNDS = 20_000;
    private static final BigInteger SIZE_MAX = BigInteger.valueOf(SubnetPool.SIZE_MAX);

    private static SubnetPool pool(String network, int subnetLength, String min, String max) {
        return new SubnetPool(
                Cidr.parse(network).orElseThrow(),
                subnetLength,
                IpAddress.parse(min).orElseThrow(),
                IpAddress.parse(max).orElseThrow());
    }

    /** The whole network, or a part of it that starts and ends anywhere. */
    private static SubnetPool random(RandomGenerator random) {
        IpFamily family = IpModel.family(random);
        int networkLength = random.nextInt(1, family.bits() - 2);
        int subnetLength = random.nextInt(networkLength + 2, family.bits() + 1);
        Cidr network = new Cidr(IpModel.random(random, family), networkLength);
        IpAddress one = inside(random, network).masked(subnetLength);
        IpAddress other = inside(random, network).masked(subnetLength);
        boolean inOrder = one.compareTo(other) <= 0;
        return new SubnetPool(network, subnetLength, inOrder ? one : other, inOrder ? other : one);
    }

    private static IpAddress inside(RandomGenerator random, Cidr network) {
        return switch (random.nextInt(4)) {
            case 0 -> network.address();
            case 1 -> network.last();
            default -> {
                BigInteger size = IpModel.blockSize(network.family(), network.length());
                BigInteger offset = new BigInteger(size.bitLength() + 8, asJavaUtil(random)).mod(size);
                yield IpModel.address(
                        network.family(), IpModel.number(network.address()).add(offset));
            }
        };
    }

    private static java.util.Random asJavaUtil(RandomGenerator random) {
        return new java.util.Random(random.nextLong());
    }

    @Test
    void counts_and_numbers_its_subnets_as_big_numbers_do() {
        Seed seed = Seed.forTest("SubnetPoolTest.counts_and_numbers_its_subnets_as_big_numbers_do");
        RandomGenerator random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            SubnetPool pool = random(random);
            String as = seed + ": " + pool;
            IpFamily family = pool.family();
            BigInteger step = IpModel.blockSize(family, pool.subnetLength());
            BigInteger min = IpModel.number(pool.min());
            BigInteger count =
                    IpModel.number(pool.max()).subtract(min).divide(step).add(BigInteger.ONE);
            assertThat(pool.size()).as(as).isEqualTo(count.min(SIZE_MAX).longValueExact());

            long number = Math.floorMod(random.nextLong(), pool.size());
            Cidr subnet = pool.subnet(number);
            assertThat(IpModel.number(subnet.address()))
                    .as(as + " number " + number)
                    .isEqualTo(min.add(step.multiply(BigInteger.valueOf(number))));
            assertThat(subnet.length()).as(as).isEqualTo(pool.subnetLength());
            assertThat(pool.offers(subnet)).as(as + " offers " + subnet).isTrue();
            assertThat(pool.number(subnet.address())).as(as + " of " + subnet).isEqualTo(number);
            assertThat(pool.number(subnet.last()))
                    .as(as + " of the end of " + subnet)
                    .isEqualTo(number);
        }
    }

    @Test
    void numbers_every_address_as_big_numbers_do() {
        Seed seed = Seed.forTest("SubnetPoolTest.numbers_every_address_as_big_numbers_do");
        RandomGenerator random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            SubnetPool pool = random(random);
            IpAddress address =
                    random.nextBoolean() ? inside(random, pool.network()) : IpModel.random(random, pool.family());
            BigInteger step = IpModel.blockSize(pool.family(), pool.subnetLength());
            BigInteger offset = IpModel.number(address).subtract(IpModel.number(pool.min()));
            BigInteger end = IpModel.number(pool.max()).add(step);
            long expected = offset.signum() < 0
                    ? -1
                    : IpModel.number(address).compareTo(end) >= 0
                            ? pool.size()
                            : offset.divide(step).min(SIZE_MAX).longValueExact();
            assertThat(pool.number(address))
                    .as(seed + ": " + pool + " of " + address)
                    .isEqualTo(expected);
        }
    }

    @Test
    void carries_over_the_64_bit_border() {
        SubnetPool pool = pool("fd01::/48", 80, "fd01:0:0:1:ffff::", "fd01:0:0:3::");
        assertThat(pool.subnet(0)).hasToString("fd01:0:0:1:ffff::/80");
        assertThat(pool.subnet(1)).hasToString("fd01:0:0:2::/80");
        assertThat(pool.subnet(0x10001)).hasToString("fd01:0:0:3::/80");
        assertThat(pool.size()).isEqualTo(0x10002);
    }

    @Test
    void subnets_of_exactly_64_host_bits_count_in_the_upper_half() {
        SubnetPool pool = pool("fd01::/48", 64, "fd01:0:0:1::", "fd01:0:0:ffff::");
        assertThat(pool.size()).isEqualTo(0xffff);
        assertThat(pool.subnet(0xfffe)).hasToString("fd01:0:0:ffff::/64");
        assertThat(pool.number(IpAddress.parse("fd01:0:0:10::5").orElseThrow())).isEqualTo(0xf);
    }

    @Test
    void a_pool_that_a_long_cannot_count_is_numbered_as_far_as_it_can_be() {
        SubnetPool pool = pool("8000::/1", 126, "8000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffc");
        assertThat(pool.size()).isEqualTo(SubnetPool.SIZE_MAX);
        assertThat(pool.number(pool.max())).isEqualTo(SubnetPool.SIZE_MAX);
        Cidr last = pool.subnet(SubnetPool.SIZE_MAX - 1);
        assertThat(last).hasToString("8000::ffff:ffff:ffff:fffc/126");
        assertThat(pool.offers(last)).isTrue();
    }

    @Test
    void offers_its_range_and_allows_the_whole_network() {
        SubnetPool pool = pool("10.5.0.0/16", 24, "10.5.16.0", "10.5.31.0");
        assertOffersAllows(pool, "10.5.16.0/24", true, true);
        assertOffersAllows(pool, "10.5.31.0/24", true, true);
        assertOffersAllows(pool, "10.5.15.0/24", false, true);
        assertOffersAllows(pool, "10.5.32.0/24", false, true);
        assertOffersAllows(pool, "10.5.0.0/24", false, true);
        assertOffersAllows(pool, "10.5.16.0/25", false, false);
        assertOffersAllows(pool, "10.5.16.0/23", false, false);
        assertOffersAllows(pool, "10.6.16.0/24", false, false);
        assertOffersAllows(pool, "fd01::/64", false, false);
    }

    private static void assertOffersAllows(SubnetPool pool, String subnet, boolean offers, boolean allows) {
        Cidr block = Cidr.parse(subnet).orElseThrow();
        assertThat(pool.offers(block)).as("offers " + subnet).isEqualTo(offers);
        assertThat(pool.allows(block)).as("allows " + subnet).isEqualTo(allows);
    }
}
