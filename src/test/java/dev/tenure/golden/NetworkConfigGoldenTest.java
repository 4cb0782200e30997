package dev.tenure.golden;

import dev.tenure.subnet.Backend;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkReading;
import dev.tenure.subnet.SubnetPool;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The JSON at {@code <prefix>/config}: every default, every rule and every refusal with its sentence. */
class NetworkConfigGoldenTest {
    @TestFactory
    Stream<DynamicTest> network_configs() {
        return GoldenFile.tests("network-configs.txt", json -> switch (NetworkConfig.parse(json)) {
            case NetworkConfig config -> shown(config);
            case NetworkReading.Broken broken -> "broken: " + broken.reason();
            case NetworkReading.Absent absent -> "absent";
        });
    }

    private static String shown(NetworkConfig config) {
        return shown("IPv4", config.ipv4())
                + shown("IPv6", config.ipv6())
                + shown(config.backend())
                + (config.enableNftables() ? ", nftables" : "");
    }

    private static String shown(String family, @Nullable SubnetPool pool) {
        return pool == null
                ? ""
                : family + " " + pool.network() + " in /" + pool.subnetLength() + " from " + pool.min() + " to "
                        + pool.max() + ", " + pool.size() + " subnets\n";
    }

    private static String shown(Backend backend) {
        Integer mtu = backend.mtu();
        return "backend \"" + backend.type() + "\"" + (mtu == null ? "" : ", MTU " + mtu);
    }
}
