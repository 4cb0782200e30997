package dev.tenure.operator;

import dev.tenure.json.JsonFields;
import dev.tenure.lease.HostIdentity;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.Subnet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Subnets and hosts as an operator types them; stricter than etcd's keys, since a slip is better found before it is written. */
public final class InputText {
    private static final int TEXT_LENGTH_MAX = 200;
    private static final String NO_IPV4 = "0.0.0.0-0";

    private InputText() {}

    /** {@code 10.5.52.0/24}, {@code 10.5.52.0-24}, {@code fd01:0:0:34::/64}, or two halves with {@code ,} or {@code &}. */
    public static Subnet subnet(String text) throws MalformedInput {
        @Nullable Cidr ipv4 = null;
        @Nullable Cidr ipv6 = null;
        String plain = text.strip();
        for (String half : plain.length() > TEXT_LENGTH_MAX ? new String[] {plain} : plain.split("[,&]", -1)) {
            if (half.strip().equals(NO_IPV4)) {
                continue;
            }
            Cidr block = half(half.strip());
            boolean isSecond = (block.family() == IpFamily.IPV4 ? ipv4 : ipv6) != null;
            if (isSecond) {
                throw new MalformedInput(JsonFields.quote(plain) + " has two " + block.family()
                        + " halves; expected at most one of each family");
            }
            ipv4 = block.family() == IpFamily.IPV4 ? block : ipv4;
            ipv6 = block.family() == IpFamily.IPV6 ? block : ipv6;
        }
        if (ipv4 == null && ipv6 == null) {
            throw noSubnet(plain);
        }
        return new Subnet(ipv4, ipv6);
    }

    /** True if {@code text} is meant as a subnet rather than as an address. */
    static boolean looksLikeSubnet(String text) {
        return text.indexOf('/') >= 0 || text.indexOf('-') >= 0;
    }

    private static Cidr half(String text) throws MalformedInput {
        int split = Math.max(text.lastIndexOf('/'), text.lastIndexOf('-'));
        if (split < 0 || text.length() > TEXT_LENGTH_MAX) {
            throw noSubnet(text);
        }
        String address = text.substring(0, split);
        Cidr block = Cidr.parse(address, text.substring(split + 1)).orElse(null);
        if (block == null
                || block.length() == 0
                || block.length() >= block.family().bits()) {
            throw noSubnet(text);
        }
        if (!IpAddress.parse(address).equals(Optional.of(block.address()))) {
            throw new MalformedInput(
                    JsonFields.quote(text) + " is an address inside of a subnet; did you mean " + block + "?");
        }
        return block;
    }

    private static MalformedInput noSubnet(String text) {
        return new MalformedInput(JsonFields.quote(text)
                + " is no subnet; expected one such as 10.5.52.0/24, fd01:0:0:34::/64, or both with a comma between");
    }

    /** {@code 192.168.64.3}, {@code fd00::3}, or both with a comma between. */
    public static HostIdentity host(String text) throws MalformedInput {
        @Nullable IpAddress ipv4 = null;
        @Nullable IpAddress ipv6 = null;
        String plain = text.strip();
        for (String one : plain.length() > TEXT_LENGTH_MAX ? new String[] {plain} : plain.split(",", -1)) {
            IpAddress address = address(one.strip());
            boolean isSecond = (address.family() == IpFamily.IPV4 ? ipv4 : ipv6) != null;
            if (isSecond) {
                throw new MalformedInput(JsonFields.quote(plain) + " has two " + address.family()
                        + " addresses; expected at most one of each family");
            }
            ipv4 = address.family() == IpFamily.IPV4 ? address : ipv4;
            ipv6 = address.family() == IpFamily.IPV6 ? address : ipv6;
        }
        return new HostIdentity(ipv4, ipv6);
    }

    private static IpAddress address(String text) throws MalformedInput {
        return IpAddress.parse(text)
                .filter(address -> !address.isUnspecified())
                .orElseThrow(() -> new MalformedInput(JsonFields.quote(text)
                        + " is no host's public address; expected one such as 192.168.64.3 or fd00::3"));
    }
}
