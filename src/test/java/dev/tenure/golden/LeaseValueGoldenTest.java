package dev.tenure.golden;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.lease.LeaseValue;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkReading;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The JSON below a lease's key: what a host reads in it, and what it writes back when it updates it. */
class LeaseValueGoldenTest {
    @TestFactory
    Stream<DynamicTest> lease_values_that_others_wrote() {
        return GoldenFile.tests("lease-values.txt", json -> switch (LeaseCodec.decode(
                json.getBytes(StandardCharsets.UTF_8))) {
            case LeaseValue.Unreadable unreadable -> "unreadable: " + unreadable.reason();
            case HostAttributes attributes -> "held by " + attributes.identity() + "\nwritten " + written(attributes);
        });
    }

    private static String written(HostAttributes attributes) {
        return new String(LeaseCodec.encode(attributes), StandardCharsets.UTF_8);
    }

    /** The input is what the network config has as its Backend, then PublicIP and PublicIPv6 or a dash. */
    @TestFactory
    Stream<DynamicTest> lease_values_that_a_new_host_writes() {
        return GoldenFile.tests("new-lease-values.txt", input -> {
            String[] parts = input.split("\n", -1);
            NetworkReading network = NetworkConfig.parse("{\"Network\":\"10.5.0.0/16\"" + parts[0] + "}");
            HostIdentity host = new HostIdentity(
                    IpAddress.parse(parts[1]).orElse(null),
                    IpAddress.parse(parts[2]).orElse(null));
            return written(
                    HostAttributes.of(host, ((NetworkConfig) network).backend().leaseType()));
        });
    }
}
