package dev.tenure.tenancy;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.subnet.SubnetPool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** A network and the leases of as many hosts in it, the same in every run. */
public final class Leases {
    private static final long SEED = 20261124;

    private Leases() {}

    /** 65,536 subnets of each family that {@code kind} names: ipv4, dual or ipv6. */
    public static NetworkConfig network(String kind) {
        String ipv4 = "\"Network\":\"10.0.0.0/8\",\"SubnetLen\":24,\"SubnetMin\":\"10.0.0.0\"";
        String ipv6 = "\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\",\"IPv6SubnetMin\":\"fd01::\"";
        return (NetworkConfig) NetworkConfig.parse(
                switch (kind) {
                    case "ipv4" -> "{" + ipv4 + "}";
                    case "dual" -> "{" + ipv4 + "," + ipv6 + "}";
                    default -> "{\"EnableIPv4\":false," + ipv6 + "}";
                });
    }

    /**
     * Leases of other hosts.
     *
     * @param layout spread: over the whole pool, as hosts choose; inRow: the first so many, as an operator gives them out
     */
    public static List<SubnetLease> of(NetworkConfig network, int count, String layout) {
        List<Long> numbers = new ArrayList<>(LongStream.range(0, 65_536).boxed().toList());
        if (layout.equals("spread")) {
            Collections.shuffle(numbers, new Random(SEED));
        }
        List<SubnetLease> leases = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            leases.add(lease(network, numbers.get(i), i));
        }
        return leases;
    }

    private static SubnetLease lease(NetworkConfig network, long number, int host) {
        Subnet subnet = new Subnet(half(network.ipv4(), number), half(network.ipv6(), number));
        HostIdentity identity = host(network, host);
        HostAttributes attributes = HostAttributes.of(identity, "vxlan")
                .withBackendData("{\"VNI\":1,\"VtepMAC\":\"ce:17:3c:be:%02x:%02x\"}".formatted(host >> 8 & 255, host & 255), null);
        return new SubnetLease(
                SubnetKey.of(subnet), attributes, Term.ofEtcdLease(new GrantId(1000 + host).id()), 10 + host, 10 + host);
    }

    private static Cidr half(SubnetPool pool, long number) {
        return pool == null ? null : pool.subnet(number);
    }

    /** The host with this number. */
    public static HostIdentity host(NetworkConfig network, int number) {
        return new HostIdentity(
                network.ipv4() == null ? null : new IpAddress(IpFamily.IPV4, 0, 0xc6120000L + number),
                network.ipv6() == null ? null : new IpAddress(IpFamily.IPV6, 0xfd00L << 48, number));
    }
}
