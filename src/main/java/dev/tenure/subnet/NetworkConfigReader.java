package dev.tenure.subnet;

import dev.tenure.json.JsonField;
import dev.tenure.json.JsonFields;
import dev.tenure.json.MalformedJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From the operator's JSON to a {@link NetworkConfig}; every refusal names the field, what stands there and the rule. */
final class NetworkConfigReader {
    private static final int TEXT_LENGTH_MAX = 256 * 1024;
    private static final int MTU_MAX = 65_535;

    private NetworkConfigReader() {}

    static NetworkConfig read(String json) throws MalformedJson {
        if (json.length() > TEXT_LENGTH_MAX) {
            throw new MalformedJson("the value is longer than " + TEXT_LENGTH_MAX / 1024 + " KiB");
        }
        JsonFields fields = JsonFields.parse(json);
        boolean enableIpv4 = fields.bool("EnableIPv4", true);
        boolean enableIpv6 = fields.bool("EnableIPv6", false);
        if (!enableIpv4 && !enableIpv6) {
            throw new MalformedJson(
                    "EnableIPv4 and EnableIPv6 are both false; expected at least one of them to be true");
        }
        return new NetworkConfig(
                enableIpv4 ? new Section(fields, IpFamily.IPV4, "", "Network").pool() : null,
                enableIpv6 ? new Section(fields, IpFamily.IPV6, "IPv6", "IPv6Network").pool() : null,
                backend(fields),
                fields.bool("EnableNFTables", false));
    }

    private static Backend backend(JsonFields fields) throws MalformedJson {
        Optional<JsonField> backend = fields.find("Backend");
        if (backend.isEmpty()) {
            return new Backend("udp", null);
        }
        if (backend.get().kind() != JsonField.Kind.OBJECT) {
            throw new MalformedJson(
                    "Backend is " + backend.get().shown() + "; expected an object such as {\"Type\":\"vxlan\"}");
        }
        JsonFields inside = JsonFields.parse(backend.get().raw());
        String type = inside.string("Type").orElse("");
        int mtu = Backend.readsMtu(type) ? inside.unsigned("MTU", MTU_MAX) : 0;
        if (mtu == 0) {
            return new Backend(type, null);
        }
        int overheadBytes = new Backend(type, mtu).overheadBytes();
        if (mtu <= overheadBytes) {
            throw new MalformedJson("MTU of Backend is " + mtu + "; expected more than the " + overheadBytes
                    + " bytes that " + type + " takes of each packet");
        }
        return new Backend(type, mtu);
    }

    /** The four fields of one family; they differ only in their names and in the numbers of {@link IpFamily}. */
    private record Section(JsonFields fields, IpFamily family, String prefix, String networkName) {
        SubnetPool pool() throws MalformedJson {
            Cidr network = network();
            int length = subnetLength(network);
            Cidr first = new Cidr(network.address(), length);
            Cidr last = new Cidr(network.last(), length);
            @Nullable Cidr min = bound("SubnetMin", network, length);
            @Nullable Cidr max = bound("SubnetMax", network, length);
            // flannel skips the first subnet: an interface that has the network's own address causes trouble
            IpAddress second = new SubnetPool(network, length, first.address(), last.address())
                    .subnet(1)
                    .address();
            IpAddress from = min == null ? second : min.address();
            IpAddress to = max == null ? last.address() : max.address();
            if (from.compareTo(to) > 0) {
                throw new MalformedJson(prefix + "SubnetMin " + from + " is behind " + prefix + "SubnetMax " + to
                        + "; expected it to be the same or before");
            }
            return new SubnetPool(network, length, from, to);
        }

        private Cidr network() throws MalformedJson {
            String example = family == IpFamily.IPV4 ? "10.5.0.0/16" : "fd01::/48";
            String expected = "; expected an " + family + " network such as " + example;
            Optional<String> text = fields.string(networkName);
            if (text.isEmpty()) {
                throw new MalformedJson(networkName + " is missing" + expected);
            }
            Optional<Cidr> network = Cidr.parse(text.get()).filter(parsed -> parsed.family() == family);
            if (network.isEmpty() || network.get().address().isUnspecified()) {
                throw new MalformedJson(networkName + " is " + JsonFields.quote(text.get()) + expected);
            }
            int lengthMax = family.bits() - 4;
            if (network.get().length() > lengthMax) {
                throw new MalformedJson(networkName + " is " + network.get() + "; expected /" + lengthMax
                        + " or larger, so that it holds four subnets of four addresses");
            }
            return network.get();
        }

        private int subnetLength(Cidr network) throws MalformedJson {
            String name = prefix + "SubnetLen";
            int lengthMax = family.bits() - 2;
            int length = fields.unsigned(name, 255);
            if (length > lengthMax) {
                throw new MalformedJson(name + " is " + length + "; expected " + lengthMax + " at most");
            }
            if (length == 0) {
                return defaultLength(network);
            }
            if (length < network.length() + 2) {
                throw new MalformedJson(name + " is " + length + "; expected " + (network.length() + 2)
                        + " at least, so that " + network + " holds four subnets");
            }
            return length;
        }

        private int defaultLength(Cidr network) {
            int usual = family == IpFamily.IPV4 ? 24 : 64;
            return network.length() <= usual - 2 ? usual : network.length() + 2;
        }

        private @Nullable Cidr bound(String field, Cidr network, int length) throws MalformedJson {
            String name = prefix + field;
            String text = fields.string(name).orElse("");
            String found = name + " is " + JsonFields.quote(text);
            if (text.isEmpty()) {
                return null;
            }
            Optional<IpAddress> address = IpAddress.parse(text).filter(parsed -> parsed.family() == family);
            if (address.isEmpty()) {
                throw new MalformedJson(found + "; expected an " + family + " address");
            }
            if (address.get().isUnspecified()) {
                return null;
            }
            if (!network.contains(address.get())) {
                throw new MalformedJson(found + "; expected an address inside " + network);
            }
            if (!address.get().masked(length).equals(address.get())) {
                throw new MalformedJson(found + "; expected the first address of a /" + length + ", such as "
                        + address.get().masked(length));
            }
            return new Cidr(address.get(), length);
        }
    }
}
