package dev.tenure.lease;

import dev.tenure.json.JsonField;
import dev.tenure.json.JsonFields;
import dev.tenure.json.MalformedJson;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** flannel's JSON for the value of a lease ({@code LeaseAttrs}), both ways. */
public final class LeaseCodec {
    private static final int VALUE_BYTES_MAX = 64 * 1024;
    private static final List<String> OURS =
            List.of("PublicIP", "PublicIPv6", "BackendType", "BackendData", "BackendV6Data");

    private LeaseCodec() {}

    /** What the value means; a value that no agent can have written is data too, and never an exception. */
    public static LeaseValue decode(byte[] value) {
        if (value.length > VALUE_BYTES_MAX) {
            return new LeaseValue.Unreadable("its value is longer than " + VALUE_BYTES_MAX / 1024 + " KiB");
        }
        try {
            return attributes(JsonFields.parse(new String(value, StandardCharsets.UTF_8)));
        } catch (MalformedJson e) {
            return new LeaseValue.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static HostAttributes attributes(JsonFields fields) throws MalformedJson {
        Optional<IpAddress> publicIp = address(fields, "PublicIP", IpFamily.IPV4);
        Optional<IpAddress> publicIpv6 = address(fields, "PublicIPv6", IpFamily.IPV6);
        if (publicIp.isEmpty() && publicIpv6.isEmpty()) {
            throw new MalformedJson("PublicIP is missing");
        }
        return new HostAttributes(
                publicIp.orElse(IpAddress.ANY_IPV4),
                publicIpv6.orElse(null),
                fields.string("BackendType").orElse("").intern(),
                fields.find("BackendData").map(JsonField::raw).orElse(null),
                fields.find("BackendV6Data").map(JsonField::raw).orElse(null),
                fields.fields().stream().filter(field -> !isOurs(field)).toList());
    }

    private static boolean isOurs(JsonField field) {
        for (String name : OURS) {
            if (field.isNamed(name)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<IpAddress> address(JsonFields fields, String name, IpFamily family) throws MalformedJson {
        Optional<String> text = fields.string(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<IpAddress> address = IpAddress.parse(text.get()).filter(parsed -> parsed.family() == family);
        if (address.isEmpty()) {
            throw new MalformedJson(
                    name + " is " + JsonFields.quote(text.get()) + "; expected an " + family + " address");
        }
        return address;
    }

    /** The value as flanneld writes it, with foreign fields behind ours. */
    public static byte[] encode(HostAttributes attributes) {
        List<String> parts = new ArrayList<>();
        parts.add(
                part("PublicIP", JsonFields.stringLiteral(attributes.publicIp().toString())));
        IpAddress publicIpv6 = attributes.publicIpv6();
        parts.add(part("PublicIPv6", publicIpv6 == null ? "null" : JsonFields.stringLiteral(publicIpv6.toString())));
        if (!attributes.backendType().isEmpty()) {
            parts.add(part("BackendType", JsonFields.stringLiteral(attributes.backendType())));
        }
        addOpaque(parts, "BackendData", attributes.backendData());
        addOpaque(parts, "BackendV6Data", attributes.backendV6Data());
        attributes.others().forEach(field -> parts.add(part(field.name(), field.raw())));
        return ("{" + String.join(",", parts) + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static void addOpaque(List<String> parts, String name, @Nullable String json) {
        if (json != null) {
            parts.add(part(name, json));
        }
    }

    private static String part(String name, String json) {
        return JsonFields.stringLiteral(name) + ":" + json;
    }
}
