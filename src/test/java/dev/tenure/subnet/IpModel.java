package dev.tenure.subnet;

import java.math.BigInteger;
import java.util.random.RandomGenerator;

/** Addresses as plain numbers of any size: slow, and too simple to be wrong. */
final class IpModel {
    private IpModel() {}

    static BigInteger number(IpAddress address) {
        return unsigned(address.high()).shiftLeft(64).or(unsigned(address.low()));
    }

    static BigInteger unsigned(long bits) {
        return new BigInteger(Long.toUnsignedString(bits));
    }

    static IpAddress address(IpFamily family, BigInteger number) {
        return new IpAddress(family, number.shiftRight(64).longValue(), number.longValue());
    }

    /** All addresses of the family. */
    static BigInteger space(IpFamily family) {
        return BigInteger.ONE.shiftLeft(family.bits());
    }

    static BigInteger blockSize(IpFamily family, int length) {
        return BigInteger.ONE.shiftLeft(family.bits() - length);
    }

    static BigInteger masked(IpFamily family, BigInteger number, int length) {
        return number.subtract(number.mod(blockSize(family, length)));
    }

    /** Addresses near the borders (all ones, all zeros, the 64-bit border) as often as any others. */
    static IpAddress random(RandomGenerator random, IpFamily family) {
        if (family == IpFamily.IPV4) {
            return new IpAddress(family, 0, word(random) & 0xffffffffL);
        }
        return new IpAddress(family, word(random), word(random));
    }

    private static long word(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(-3, 4);
            case 1 -> random.nextLong() & -1L << random.nextInt(64);
            case 2 -> random.nextLong() | -1L >>> random.nextInt(64);
            default -> random.nextLong();
        };
    }

    static IpFamily family(RandomGenerator random) {
        return random.nextBoolean() ? IpFamily.IPV4 : IpFamily.IPV6;
    }
}
