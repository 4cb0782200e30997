package dev.tenure.envfile;

import dev.tenure.subnet.Backend;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetPool;
import org.jspecify.annotations.Nullable;

/**
 * What subnet.env says, as flannel's {@code WriteSubnetFile} writes it.
 *
 * @param network the whole IPv4 network; null together with {@code subnet}
 * @param subnet this host's IPv4 subnet, inside {@code network}
 * @param ipv6Network the whole IPv6 network; null together with {@code ipv6Subnet}
 * @param ipv6Subnet this host's IPv6 subnet, inside {@code ipv6Network}
 * @param mtuBytes what a packet between containers of two hosts may measure
 * @param ipMasq whether whoever reads this shall masquerade traffic that leaves the network; flannel's {@code --ip-masq}
 */
public record SubnetEnv(
        @Nullable Cidr network,
        @Nullable Cidr subnet,
        @Nullable Cidr ipv6Network,
        @Nullable Cidr ipv6Subnet,
        int mtuBytes,
        boolean ipMasq) {
    /** A file that is longer is not a subnet.env (the longest that flannel writes has some 250 bytes). */
    public static final int BYTES_MAX = 4096;

    static final String NETWORK = "FLANNEL_NETWORK";
    static final String SUBNET = "FLANNEL_SUBNET";
    static final String IPV6_NETWORK = "FLANNEL_IPV6_NETWORK";
    static final String IPV6_SUBNET = "FLANNEL_IPV6_SUBNET";
    static final String MTU = "FLANNEL_MTU";
    static final String IPMASQ = "FLANNEL_IPMASQ";

    /** Throws where a subnet stands without its network or outside it: such a file would not be true (P5). */
    public SubnetEnv {
        requirePair(network, subnet, IpFamily.IPV4);
        requirePair(ipv6Network, ipv6Subnet, IpFamily.IPV6);
        if (subnet == null && ipv6Subnet == null) {
            throw new IllegalArgumentException("subnet.env names an IPv4 subnet, an IPv6 subnet or both");
        }
    }

    private static void requirePair(@Nullable Cidr network, @Nullable Cidr subnet, IpFamily family) {
        if (network == null && subnet == null) {
            return;
        }
        if (network == null || subnet == null || network.family() != family || !network.contains(subnet)) {
            throw new IllegalArgumentException(
                    "the " + family + " subnet " + subnet + " does not lie in the " + family + " network " + network);
        }
    }

    /**
     * What the file says for a host that holds {@code subnet}, which must be one that {@code network} allows.
     *
     * <p>The MTU is the interface's less the backend's overhead. An MTU in the network config's backend stands in for the
     * interface's, so the overhead comes off it too: flannel's vxlan and wireguard, the two backends that read one, both
     * answer {@code cfg.MTU - overhead} from {@code MTU()}, and that is what flanneld writes here. An operator's override
     * is the final number: nothing comes off it, and the network config doesn't change it.
     *
     * @param interfaceMtuBytes the MTU of the host's interface, or the operator's override
     * @param mtuIsOverride whether it is the override
     */
    public static SubnetEnv of(
            Subnet subnet, NetworkConfig network, int interfaceMtuBytes, boolean mtuIsOverride, boolean ipMasq) {
        return new SubnetEnv(
                networkOf(network.ipv4()),
                subnet.ipv4(),
                networkOf(network.ipv6()),
                subnet.ipv6(),
                mtuIsOverride ? interfaceMtuBytes : mtu(network.backend(), interfaceMtuBytes),
                ipMasq);
    }

    private static @Nullable Cidr networkOf(@Nullable SubnetPool pool) {
        return pool == null ? null : pool.network();
    }

    private static int mtu(Backend backend, int interfaceMtuBytes) {
        Integer replacement = backend.mtu();
        return (replacement == null ? interfaceMtuBytes : replacement) - backend.overheadBytes();
    }

    /** The file's exact text; the subnets stand as their first address with their length. */
    public String text() {
        StringBuilder text = new StringBuilder();
        append(text, NETWORK, network, SUBNET, subnet);
        append(text, IPV6_NETWORK, ipv6Network, IPV6_SUBNET, ipv6Subnet);
        return text.append(MTU + "=" + mtuBytes + "\n" + IPMASQ + "=" + ipMasq + "\n")
                .toString();
    }

    private static void append(
            StringBuilder text, String networkKey, @Nullable Cidr network, String subnetKey, @Nullable Cidr subnet) {
        if (network != null && subnet != null) {
            String first = subnet.address().plus(1) + "/" + subnet.length();
            text.append(networkKey + "=" + network + "\n" + subnetKey + "=" + first + "\n");
        }
    }

    /**
     * What a file with these bytes tells, whoever wrote it: {@link SubnetEnvReading.Found} or
     * {@link SubnetEnvReading.Unusable}, and never an exception.
     *
     * <p>Unknown keys are passed over (other versions write other keys). Known ones are read strictly: each key once, the
     * subnet inside the network, MTU a number, IPMASQ true or false; a broken file must not name a subnet.
     */
    public static SubnetEnvReading parse(byte[] bytes) {
        try {
            return SubnetEnvReader.read(bytes);
        } catch (MalformedEnv e) {
            return new SubnetEnvReading.Unusable(String.valueOf(e.getMessage()));
        }
    }
}
