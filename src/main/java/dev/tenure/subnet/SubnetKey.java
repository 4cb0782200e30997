package dev.tenure.subnet;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last part of a lease's etcd key, such as {@code 10.5.52.0-24} or {@code 10.5.52.0-24&fd00:0:0:1::-64}.
 *
 * <p>Two keys can mean the same subnet (host bits, zeros written out), so subnets are compared by {@link #subnet()}; the
 * text stands for the place in etcd.
 *
 * @param text exactly as it stands in etcd, below {@code <prefix>/subnets/}
 * @param subnet what it means
 */
public record SubnetKey(String text, Subnet subnet) {
    private static final int TEXT_LENGTH_MAX = 80;
    private static final int IPV4_LENGTH_MAX = 31;
    private static final int IPV6_LENGTH_MAX = 127;
    private static final String NO_IPV4 = "0.0.0.0-0";

    /** flannel's own pattern (its {@code ParseSubnetKey}), anchored. Groups by number, since names cost a map each time. */
    private static final Pattern KEY = Pattern.compile("([0-9.]+)-([0-9]+)(?:&([a-f0-9:]+)-([0-9]+))?");

    private static final int IPV4 = 1;
    private static final int IPV4_LENGTH = 2;
    private static final int IPV6 = 3;
    private static final int IPV6_LENGTH = 4;

    /** The key under which flannel would write this subnet. */
    public static SubnetKey of(Subnet subnet) {
        String ipv4 = subnet.ipv4() == null ? NO_IPV4 : dashed(subnet.ipv4());
        return new SubnetKey(subnet.ipv6() == null ? ipv4 : ipv4 + "&" + dashed(subnet.ipv6()), subnet);
    }

    private static String dashed(Cidr half) {
        return half.address() + "-" + half.length();
    }

    /**
     * Empty for a text that is not the key of a lease. A half of length 0 counts as absent: that is how flannel writes
     * "no IPv4", and no host holds every address there is.
     */
    public static Optional<SubnetKey> parse(String text) {
        Matcher matcher = KEY.matcher(text);
        if (text.length() > TEXT_LENGTH_MAX || !matcher.matches()) {
            return Optional.empty();
        }
        Optional<Cidr> ipv4 = half(matcher.group(IPV4), matcher.group(IPV4_LENGTH), IpFamily.IPV4, IPV4_LENGTH_MAX);
        boolean dual = matcher.group(IPV6) != null;
        Optional<Cidr> ipv6 = dual
                ? half(matcher.group(IPV6), matcher.group(IPV6_LENGTH), IpFamily.IPV6, IPV6_LENGTH_MAX)
                : Optional.empty();
        if (ipv4.isEmpty() || dual && ipv6.isEmpty()) {
            return Optional.empty();
        }
        Optional<Cidr> ipv4Half = ipv4.filter(half -> half.length() > 0);
        Optional<Cidr> ipv6Half = ipv6.filter(half -> half.length() > 0);
        return ipv4Half.isEmpty() && ipv6Half.isEmpty()
                ? Optional.empty()
                : Optional.of(new SubnetKey(text, new Subnet(ipv4Half.orElse(null), ipv6Half.orElse(null))));
    }

    private static Optional<Cidr> half(String address, String length, IpFamily family, int lengthMax) {
        return Cidr.parse(address, length).filter(half -> half.family() == family && half.length() <= lengthMax);
    }

    @Override
    public String toString() {
        return text;
    }
}
