package dev.tenure.envfile;

import dev.tenure.json.JsonFields;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From the bytes of a subnet.env, whoever wrote them, to a {@link SubnetEnvReading.Found}. */
final class SubnetEnvReader {
    private static final int MTU_DIGITS_MAX = 5;

    private SubnetEnvReader() {}

    static SubnetEnvReading.Found read(byte[] bytes) throws MalformedEnv {
        Map<String, String> values = Dotenv.parse(text(bytes));
        Cidr network = network(values, SubnetEnv.NETWORK, IpFamily.IPV4);
        Cidr subnet = subnet(values, SubnetEnv.SUBNET, IpFamily.IPV4);
        Cidr ipv6Network = network(values, SubnetEnv.IPV6_NETWORK, IpFamily.IPV6);
        Cidr ipv6Subnet = subnet(values, SubnetEnv.IPV6_SUBNET, IpFamily.IPV6);
        requirePair(SubnetEnv.NETWORK, network, SubnetEnv.SUBNET, subnet);
        requirePair(SubnetEnv.IPV6_NETWORK, ipv6Network, SubnetEnv.IPV6_SUBNET, ipv6Subnet);
        if (subnet == null && ipv6Subnet == null) {
            throw new MalformedEnv(values.isEmpty() ? "it is empty" : SubnetEnv.SUBNET + " is missing");
        }
        requireWholeNumber(values);
        requireBoolean(values);
        return new SubnetEnvReading.Found(new Subnet(subnet, ipv6Subnet), network, ipv6Network);
    }

    private static String text(byte[] bytes) throws MalformedEnv {
        if (bytes.length > SubnetEnv.BYTES_MAX) {
            throw new MalformedEnv("it is longer than " + SubnetEnv.BYTES_MAX / 1024 + " KiB");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedEnv("it is not text");
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            throw new MalformedEnv("it is not text: there are control characters in it");
        }
        return text;
    }

    /** With Kubernetes the network may be a list; the first entry that parses is meant. */
    private static @Nullable Cidr network(Map<String, String> values, String key, IpFamily family) throws MalformedEnv {
        String value = values.get(key);
        if (value == null) {
            return null;
        }
        return Arrays.stream(value.split(",", -1))
                .flatMap(entry -> block(entry.strip(), family).stream())
                .findFirst()
                .orElseThrow(() -> malformed(key, value, "an " + family + " network"));
    }

    private static @Nullable Cidr subnet(Map<String, String> values, String key, IpFamily family) throws MalformedEnv {
        String value = values.get(key);
        if (value == null) {
            return null;
        }
        return block(value, family)
                .filter(SubnetEnvReader::canBeLeased)
                .orElseThrow(() -> malformed(key, value, "an " + family + " subnet"));
    }

    private static Optional<Cidr> block(String text, IpFamily family) {
        return Cidr.parse(text).filter(block -> block.family() == family);
    }

    /** A block that has no key in etcd (every address, or a single one) was never anybody's lease. */
    private static boolean canBeLeased(Cidr block) {
        return SubnetKey.parse(SubnetKey.of(Subnet.of(block)).text()).isPresent();
    }

    private static MalformedEnv malformed(String key, String value, String expected) {
        return new MalformedEnv(key + " is " + JsonFields.quote(value) + "; expected " + expected);
    }

    /** A network without its subnet is the beginning of a file that was cut off. */
    private static void requirePair(String networkKey, @Nullable Cidr network, String subnetKey, @Nullable Cidr subnet)
            throws MalformedEnv {
        if (network != null && subnet == null) {
            throw new MalformedEnv(networkKey + " stands in it without " + subnetKey);
        }
        if (network != null && subnet != null && !network.contains(subnet)) {
            throw new MalformedEnv(subnetKey + " " + subnet + " is outside " + networkKey + " " + network);
        }
    }

    private static void requireWholeNumber(Map<String, String> values) throws MalformedEnv {
        String mtu = values.getOrDefault(SubnetEnv.MTU, "0");
        boolean digits = !mtu.isEmpty() && mtu.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || mtu.length() > MTU_DIGITS_MAX) {
            throw malformed(SubnetEnv.MTU, mtu, "a number of bytes");
        }
    }

    private static void requireBoolean(Map<String, String> values) throws MalformedEnv {
        String masquerade = values.getOrDefault(SubnetEnv.IPMASQ, "false");
        if (!masquerade.equals("true") && !masquerade.equals("false")) {
            throw malformed(SubnetEnv.IPMASQ, masquerade, "true or false");
        }
    }
}
