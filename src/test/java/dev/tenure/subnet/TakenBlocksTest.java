package dev.tenure.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The tree of what is taken, against looking at each key. */
class TakenBlocksTest {
    private static final Cidr NETWORK = Cidr.parse("10.5.0.0/16").orElseThrow();
    private static final Cidr NETWORK_V6 = Cidr.parse("fd01::/112").orElseThrow();

    /** A dual-stack key, an IPv4 or an IPv6 one, somewhere in a small place, so that many nest. */
    private static SubnetKey key(RandomGenerator random) {
        Cidr ipv4 = block(NETWORK, random);
        Cidr ipv6 = block(NETWORK_V6, random);
        return SubnetKey.of(
                switch (random.nextInt(3)) {
                    case 0 -> Subnet.of(ipv4);
                    case 1 -> Subnet.of(ipv6);
                    default -> new Subnet(ipv4, ipv6);
                });
    }

    private static Cidr block(Cidr network, RandomGenerator random) {
        return new Cidr(network.address().plus(random.nextInt(1 << 16)), network.length() + random.nextInt(15));
    }

    private static List<SubnetKey> naive(List<SubnetKey> keys, Cidr block) {
        return keys.stream()
                .filter(key -> key.subnet().overlaps(Subnet.of(block)))
                .toList();
    }

    /** Adds and removes keys, and shows the tree after each step. */
    private static void each(Seed seed, RandomGenerator random, Judge judge) {
        for (int round = 0; round < 60; round++) {
            List<SubnetKey> keys = new ArrayList<>();
            TakenBlocks ipv4 = TakenBlocks.none(IpFamily.IPV4);
            TakenBlocks ipv6 = TakenBlocks.none(IpFamily.IPV6);
            for (int step = 0; step < 60; step++) {
                if (random.nextInt(3) > 0 || keys.isEmpty()) {
                    SubnetKey key = key(random);
                    keys.add(key);
                    ipv4 = ipv4.plus(key);
                    ipv6 = ipv6.plus(key);
                } else {
                    SubnetKey gone = keys.remove(random.nextInt(keys.size()));
                    ipv4 = ipv4.minus(gone);
                    ipv6 = ipv6.minus(gone);
                }
                String as = seed + " round " + round + " step " + step + ": " + keys;
                judge.judge(ipv4, NETWORK, keys, as);
                judge.judge(ipv6, NETWORK_V6, keys, as);
            }
        }
    }

    private interface Judge {
        void judge(TakenBlocks taken, Cidr network, List<SubnetKey> keys, String as);
    }

    @Test
    void tells_which_keys_share_an_address_with_a_block() {
        Seed seed = Seed.forTest("TakenBlocksTest.tells_which_keys_share_an_address_with_a_block");
        RandomGenerator random = seed.random();
        each(seed, random, (taken, network, keys, as) -> {
            Cidr block = block(network, random);
            assertThat(taken.overlapping(block)).as(as).containsExactlyInAnyOrderElementsOf(naive(keys, block));
        });
    }

    @Test
    void finds_the_first_free_block_of_any_length_from_any_place_on() {
        Seed seed = Seed.forTest("TakenBlocksTest.finds_the_first_free_block_of_any_length_from_any_place_on");
        RandomGenerator random = seed.random();
        each(seed, random, (taken, network, keys, as) -> {
            Cidr from = block(network, random);
            Cidr block = from;
            while (!naive(keys, block).isEmpty()) {
                block = new Cidr(block.last().plus(1), block.length());
            }
            assertThat(taken.firstFree(from.length(), from.address()))
                    .as(as + " from " + from)
                    .isEqualTo(block.address());
        });
    }

    @Test
    void shows_all_that_is_free_and_nothing_else() {
        Seed seed = Seed.forTest("TakenBlocksTest.shows_all_that_is_free_and_nothing_else");
        RandomGenerator random = seed.random();
        each(seed, random, (taken, network, keys, as) -> {
            int length = network.length() + 6;
            List<IpAddress> free = new ArrayList<>();
            taken.forEachFree(length, (first, last) -> {
                Cidr block = new Cidr(first.compareTo(network.address()) < 0 ? network.address() : first, length);
                while (network.contains(block) && block.last().compareTo(last) <= 0) {
                    free.add(block.address());
                    block = next(block);
                }
            });
            List<IpAddress> expected = new ArrayList<>();
            for (Cidr block = new Cidr(network.address(), length); network.contains(block); block = next(block)) {
                if (naive(keys, block).isEmpty()) {
                    expected.add(block.address());
                }
            }
            assertThat(free).as(as).isEqualTo(expected);
        });
    }

    private static Cidr next(Cidr block) {
        return new Cidr(block.last().plus(1), block.length());
    }

    @Test
    void made_at_once_or_key_by_key_it_is_the_same() {
        Seed seed = Seed.forTest("TakenBlocksTest.made_at_once_or_key_by_key_it_is_the_same");
        RandomGenerator random = seed.random();
        each(seed, random, (taken, network, keys, as) -> {
            TakenBlocks atOnce = TakenBlocks.of(network.family(), keys);
            Cidr block = block(network, random);
            assertThat(atOnce.overlapping(block)).as(as).containsExactlyInAnyOrderElementsOf(taken.overlapping(block));
            assertThat(atOnce.firstFree(block.length(), block.address()))
                    .as(as)
                    .isEqualTo(taken.firstFree(block.length(), block.address()));
        });
    }
}
