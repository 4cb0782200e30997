package dev.tenure.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The free subnets of a pool, small (bits) and large (stretches), against looking at each one. */
class FreeSubnetsTest {
    private static final SubnetPool SMALL = pool("10.5.0.0/16", 24, "10.5.1.0", "10.5.255.0");
    private static final SubnetPool LARGE = pool("fd01::/32", 64, "fd01:0:0:1::", "fd01:0:ffff:ffff::");

    private static SubnetPool pool(String network, int length, String min, String max) {
        return new SubnetPool(Cidr.parse(network).orElseThrow(), length, address(min), address(max));
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static FreeSubnets free(SubnetPool pool, String... taken) {
        return FreeSubnets.of(
                pool, List.of(taken).stream().map(text -> Cidr.parse(text).orElseThrow()));
    }

    @Test
    void without_leases_everything_is_free() {
        for (SubnetPool pool : List.of(SMALL, LARGE)) {
            FreeSubnets free = free(pool);
            assertThat(free.count()).isEqualTo(pool.size());
            assertThat(free.nextFrom(0)).hasValue(0);
            assertThat(free.nextFrom(pool.size() - 1)).hasValue(pool.size() - 1);
            assertThat(free.isFree(pool.size())).isFalse();
            assertThat(free.isFree(-1)).isFalse();
        }
    }

    @Test
    void a_longer_block_takes_the_subnet_that_holds_it_and_a_shorter_one_all_that_it_holds() {
        FreeSubnets small = free(SMALL, "10.5.9.128/26", "10.5.16.0/22");
        assertThat(small.count()).isEqualTo(SMALL.size() - 5);
        assertThat(small.isFree(8)).isFalse();
        FreeSubnets large = free(LARGE, "fd01:0:0:9:8::/80", "fd01:0:0:10::/62");
        assertThat(large.count()).isEqualTo(LARGE.size() - 5);
        assertThat(large.isFree(8)).isFalse();
        assertThat(large.nextFrom(15)).hasValue(19);
    }

    @Test
    void what_lies_outside_of_the_pool_or_in_the_other_family_takes_nothing() {
        assertThat(free(SMALL, "10.5.0.0/24", "10.6.0.0/16", "9.0.0.0/8", "fd01::/32")
                        .count())
                .isEqualTo(SMALL.size());
        assertThat(free(LARGE, "fd01::/64", "fd02::/32", "10.0.0.0/8").count()).isEqualTo(LARGE.size());
    }

    @Test
    void what_is_taken_later_counts_like_what_was_taken_before() {
        for (SubnetPool pool : List.of(SMALL, LARGE)) {
            FreeSubnets free = FreeSubnets.of(pool, Stream.of(pool.subnet(3)));
            for (long number : new long[] {4, 5, 5, 2}) {
                free.take(pool.subnet(number));
            }
            free.take(pool.family() == IpFamily.IPV4 ? LARGE.subnet(7) : SMALL.subnet(7));
            free.take(Cidr.parse(pool.family() == IpFamily.IPV4 ? "10.9.0.0/16" : "fd09::/32")
                    .orElseThrow());
            assertThat(free.nextFrom(2)).hasValue(6);
            assertThat(free.count()).isEqualTo(pool.size() - 4);
            free.take(Cidr.parse(pool.family() == IpFamily.IPV4 ? "0.0.0.0/0" : "::/0")
                    .orElseThrow());
            assertThat(free.nextFrom(2)).isEmpty();
        }
    }

    @Test
    void one_block_around_everything_takes_everything() {
        assertThat(free(SMALL, "0.0.0.0/0").nextFrom(7)).isEmpty();
        assertThat(free(LARGE, "::/0").nextFrom(7)).isEmpty();
        assertThat(free(LARGE, "::/0").count()).isZero();
    }

    @Test
    void the_search_goes_round_the_end_once() {
        assertThat(free(SMALL, "10.5.255.0/24").nextFrom(254)).hasValue(0);
        FreeSubnets large = free(LARGE, "fd01:0:ffff:ffff::/64", "fd01:0:0:1::/64");
        assertThat(large.nextFrom(LARGE.size() - 1)).hasValue(1);
    }

    @Test
    void the_largest_pool_of_all_is_no_trouble() {
        SubnetPool all = pool("2000::/3", 126, "2000::4", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:fffc");
        FreeSubnets free = free(all, "2000::/4");
        assertThat(free.pool().size()).isEqualTo(SubnetPool.SIZE_MAX);
        assertThat(free.nextFrom(5)).isEmpty();
        assertThat(free(all, "2000::/120").nextFrom(0)).hasValue(63);
    }

    @Test
    void both_ways_agree_with_looking_at_each_subnet() {
        long seed = Seed.forTest("FreeSubnetsTest").value();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            boolean isSmall = round % 2 == 0;
            // a pool of 4 million subnets is kept as stretches, and only its first 255 are looked at
            SubnetPool pool = isSmall ? SMALL : pool("10.0.0.0/8", 30, "10.5.0.0", "10.255.255.252");
            List<Cidr> taken = new ArrayList<>();
            for (int count = random.nextInt(60); count > 0; count--) {
                int length = (isSmall ? 18 : 23) + random.nextInt(isSmall ? 14 : 10);
                long low = (10L << 24) + (5L << 16) + random.nextInt(isSmall ? 65_536 : 2_048);
                taken.add(new Cidr(new IpAddress(IpFamily.IPV4, 0, low), length));
            }
            // some of them one by one, as whoever plans several claims does
            int atOnce = random.nextInt(taken.size() + 1);
            FreeSubnets free = FreeSubnets.of(pool, taken.stream().limit(atOnce));
            taken.stream().skip(atOnce).forEach(free::take);
            assertThat(free.count())
                    .as("tenure.seed=%s, %s", seed, taken)
                    .isEqualTo(FreeSubnets.of(pool, taken.stream()).count());
            for (long number = 0; number < 255; number++) {
                Cidr subnet = pool.subnet(number);
                boolean isFree = taken.stream().noneMatch(subnet::overlaps);
                assertThat(free.isFree(number))
                        .as("tenure.seed=%s, %s of %s", seed, subnet, taken)
                        .isEqualTo(isFree);
            }
            long from = random.nextInt(255);
            OptionalLong expected = LongStream.concat(LongStream.range(from, pool.size()), LongStream.range(0, from))
                    .filter(free::isFree)
                    .findFirst();
            assertThat(free.nextFrom(from)).as("tenure.seed=%s", seed).isEqualTo(expected);
        }
    }
}
