package dev.tenure.envfile;

import dev.tenure.subnet.Cidr;

/** Contents of different lengths, so that half of one is never the other. */
final class Envs {
    static final SubnetEnv IPV4 = new SubnetEnv(block("10.5.0.0/16"), block("10.5.52.0/24"), null, null, 1450, false);
    static final SubnetEnv DUAL = new SubnetEnv(
            block("10.5.0.0/16"), block("10.5.52.0/24"), block("fd01::/48"), block("fd01:0:0:37::/64"), 8951, true);

    private Envs() {}

    static Cidr block(String text) {
        return Cidr.parse(text).orElseThrow();
    }
}
