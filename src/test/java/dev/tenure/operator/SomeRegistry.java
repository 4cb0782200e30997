package dev.tenure.operator;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.subnet.SubnetPool;
import dev.tenure.tenancy.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Registries for tests that look at many: small ones with everything that can be wrong in them, and large ones. */
final class SomeRegistry {
    private static final String[] LENGTHS = {"24", "24", "24", "24", "25", "23"};

    private SomeRegistry() {}

    /** Up to thirty keys of some forty hosts in 10.5.0.0/19 and fd01::/59, fitting and unfit, apart and overlapping. */
    static Registry of(RandomGenerator random, String network) {
        Registry registry = new Registry().network(network);
        boolean mayBeDual = network.contains("IPv6");
        for (int count = random.nextInt(30); count > 0; count--) {
            int host = random.nextInt(40);
            int number = random.nextInt(32);
            String ipv4 = "10.5." + number + ".0-" + LENGTHS[random.nextInt(LENGTHS.length)];
            String ipv6 =
                    "fd01:0:0:" + Integer.toHexString(random.nextInt(4) == 0 ? random.nextInt(32) : number) + "::-64";
            boolean isDual = random.nextInt(4) > 0 == mayBeDual;
            String key = !isDual ? ipv4 : random.nextInt(8) == 0 ? "0.0.0.0-0&" + ipv6 : ipv4 + "&" + ipv6;
            String holder = "192.168.64." + host + (isDual ? ",fd00::" + Integer.toHexString(host) : "");
            switch (random.nextInt(10)) {
                case 0 -> registry.garbage(key);
                case 1, 2 -> registry.reservation(key, holder);
                default -> registry.lease(key, holder);
            }
        }
        return registry;
    }

    /** So many hosts, each with one lease or reservation in the pool, one after the other. */
    static RegistrySnapshot large(String network, int hosts) {
        NetworkConfig config = (NetworkConfig) NetworkConfig.parse(network);
        List<SubnetLease> leases = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            SubnetPool ipv4 = config.ipv4();
            SubnetPool ipv6 = config.ipv6();
            Subnet subnet = new Subnet(ipv4 == null ? null : ipv4.subnet(i), ipv6 == null ? null : ipv6.subnet(i));
            HostIdentity host = new HostIdentity(new IpAddress(IpFamily.IPV4, 0, 0xc0a8_0000L + i), null);
            leases.add(new SubnetLease(
                    SubnetKey.of(subnet),
                    HostAttributes.of(host, config.backend().leaseType()),
                    i % 5 == 0 ? new Term.Reserved() : new Term.Granted(new GrantId(1_000L + i)),
                    10L + i,
                    10L + i));
        }
        return new RegistrySnapshot(
                new NetworkEntry(config, 5),
                LeaseTable.of(leases, 10L + hosts),
                Snapshots.NONE_STRANGE,
                Snapshots.STORE);
    }
}
