package dev.tenure.operator;

import dev.tenure.json.JsonField;
import dev.tenure.json.JsonFields;
import dev.tenure.json.MalformedJson;
import dev.tenure.options.NearMiss;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkReading;
import dev.tenure.subnet.SubnetPool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What flannel takes without a word in a network config, though whoever wrote it may have meant something else. */
final class NetworkHints {
    private static final int UNKNOWN_MAX = 20;
    private static final List<String> BACKENDS = List.of(
            "alloc",
            "ali-vpc",
            "aws-vpc",
            "extension",
            "gce",
            "host-gw",
            "ipip",
            "ipsec",
            "tencent-vpc",
            "udp",
            "vxlan",
            "wireguard");

    private static final List<Cidr> PRIVATE =
            blocks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15");

    private static final Map<String, List<Cidr>> NOT_ROUTED = Map.of(
            "loopback", blocks("127.0.0.0/8", "::/8"),
            "link-local", blocks("169.254.0.0/16", "fe80::/10"),
            "multicast", blocks("224.0.0.0/4", "ff00::/8"),
            "reserved", blocks("0.0.0.0/8", "240.0.0.0/4"));

    private final JsonFields fields;
    private final List<NetworkFinding> found = new ArrayList<>();

    private NetworkHints(JsonFields fields) {
        this.fields = fields;
    }

    private static List<Cidr> blocks(String... texts) {
        return List.of(texts).stream()
                .flatMap(text -> Cidr.parse(text).stream())
                .toList();
    }

    static List<NetworkFinding> of(JsonFields fields, NetworkReading reading) {
        NetworkHints hints = new NetworkHints(fields);
        hints.unknownFields();
        hints.duplicates();
        hints.withoutEffect("EnableIPv6", false, "IPv6Network", "IPv6SubnetLen", "IPv6SubnetMin", "IPv6SubnetMax");
        hints.withoutEffect("EnableIPv4", true, "Network", "SubnetLen", "SubnetMin", "SubnetMax");
        if (reading instanceof NetworkConfig config) {
            hints.family(config.ipv4(), "", "Network");
            hints.family(config.ipv6(), "IPv6", "IPv6Network");
            hints.backend(config.backend().type());
        }
        return hints.found;
    }

    private void add(String field, Severity severity, String sentence, String cure) {
        found.add(new NetworkFinding(field, severity, sentence, cure));
    }

    private void unknownFields() {
        List<JsonField> unknown = fields.fields().stream()
                .filter(field -> NetworkMistakes.FIELDS.stream().noneMatch(field::isNamed))
                .toList();
        for (JsonField field : unknown.subList(0, Math.min(unknown.size(), UNKNOWN_MAX))) {
            Optional<String> meant = nearest(field.name(), NetworkMistakes.FIELDS);
            add(
                    meant.orElse(""),
                    meant.isPresent() ? Severity.WARNING : Severity.NOTICE,
                    JsonFields.quote(field.name()) + " is no field of a network config and has no effect",
                    meant.map(name -> "did you mean " + name + "?").orElse(""));
        }
        if (unknown.size() > UNKNOWN_MAX) {
            add("", Severity.NOTICE, (unknown.size() - UNKNOWN_MAX) + " more fields have no effect", "");
        }
    }

    private static Optional<String> nearest(String typed, Collection<String> names) {
        List<String> lower =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        return NearMiss.of(typed.toLowerCase(Locale.ROOT), lower)
                .flatMap(near -> names.stream().filter(near::equalsIgnoreCase).findFirst());
    }

    private void duplicates() {
        for (String name : NetworkMistakes.FIELDS) {
            long times = fields.fields().stream()
                    .filter(field -> field.isNamed(name))
                    .count();
            if (times > 1) {
                add(
                        name,
                        Severity.WARNING,
                        name + " stands there " + times + " times, and the last one counts",
                        "keep one");
            }
        }
    }

    private void withoutEffect(String enable, boolean byDefault, String... names) {
        List<String> given = List.of(names).stream()
                .filter(name -> fields.find(name).isPresent())
                .toList();
        try {
            if (!given.isEmpty() && !fields.bool(enable, byDefault)) {
                add(
                        given.getFirst(),
                        Severity.WARNING,
                        String.join(", ", given) + (given.size() == 1 ? " has" : " have") + " no effect while " + enable
                                + " is false",
                        "set " + enable + " to true, or leave " + (given.size() == 1 ? "it" : "them") + " out");
            }
        } catch (MalformedJson e) {
            // named as a mistake already
            return;
        }
    }

    private void family(@Nullable SubnetPool pool, String prefix, String networkName) {
        if (pool == null) {
            return;
        }
        Cidr network = pool.network();
        String written = text(networkName);
        boolean hasHostBits = !IpAddress.parse(written.substring(0, Math.max(0, written.indexOf('/'))))
                .equals(Optional.of(network.address()));
        if (hasHostBits) {
            add(
                    networkName,
                    Severity.WARNING,
                    networkName + " is " + JsonFields.quote(written) + ", which is an address inside of " + network,
                    "write " + network);
        }
        scope(networkName, network);
        defaults(pool, prefix);
        if (network.address().equals(pool.min())) {
            add(
                    prefix + "SubnetMin",
                    Severity.WARNING,
                    prefix
                            + "SubnetMin is the network's own address, which causes trouble on the interface that gets it",
                    "begin with " + pool.subnet(1).address());
        }
    }

    private void scope(String networkName, Cidr network) {
        NOT_ROUTED.forEach((kind, blocks) -> blocks.stream()
                .filter(block -> block.overlaps(network))
                .forEach(block -> add(
                        networkName,
                        Severity.WARNING,
                        networkName + " " + network + " overlaps " + block + " (" + kind
                                + "), which hosts do not route",
                        "choose a network such as "
                                + (network.family() == IpFamily.IPV4 ? "10.5.0.0/16" : "fd01::/48"))));
        boolean isPublic =
                network.family() == IpFamily.IPV4 && PRIVATE.stream().noneMatch(block -> block.contains(network));
        if (isPublic) {
            add(
                    networkName,
                    Severity.WARNING,
                    networkName + " " + network + " is not private, so the public addresses in it are out of reach",
                    "choose a network inside of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10, unless it is"
                            + " yours");
        }
    }

    private void defaults(SubnetPool pool, String prefix) {
        if (isDefault(prefix + "SubnetLen")) {
            add(
                    prefix + "SubnetLen",
                    Severity.NOTICE,
                    prefix + "SubnetLen is " + pool.subnetLength() + " by default",
                    "");
        }
        if (isDefault(prefix + "SubnetMin")) {
            add(
                    prefix + "SubnetMin",
                    Severity.NOTICE,
                    prefix + "SubnetMin is " + pool.min() + " by default: the first subnet is skipped",
                    "");
        }
        if (isDefault(prefix + "SubnetMax")) {
            add(prefix + "SubnetMax", Severity.NOTICE, prefix + "SubnetMax is " + pool.max() + " by default", "");
        }
    }

    private boolean isDefault(String name) {
        return fields.find(name)
                .map(field -> field.text().isEmpty()
                        || field.text().equals("0")
                        || IpAddress.parse(field.text())
                                .filter(IpAddress::isUnspecified)
                                .isPresent())
                .orElse(true);
    }

    private String text(String name) {
        return fields.find(name).map(JsonField::text).orElse("");
    }

    private void backend(String type) {
        if (fields.find("Backend").isEmpty()) {
            add(
                    "Backend",
                    Severity.NOTICE,
                    "Backend is udp by default, which carries every packet through a program",
                    "name one, such as {\"Type\":\"vxlan\"}");
        } else if (type.isEmpty()) {
            add(
                    "Backend.Type",
                    Severity.WARNING,
                    "Backend has no Type, and flannel does not start without one",
                    "name one of " + String.join(", ", BACKENDS));
        } else if (BACKENDS.stream().noneMatch(type::equalsIgnoreCase)) {
            add(
                    "Backend.Type",
                    Severity.WARNING,
                    "Type of Backend is " + JsonFields.quote(type) + ", which flannel does not know",
                    nearest(type, BACKENDS)
                            .map(meant -> "did you mean " + meant + "?")
                            .orElse("name one of " + String.join(", ", BACKENDS)));
        }
    }
}
