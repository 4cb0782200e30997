package dev.tenure.simulation;

import java.util.List;

/** The network configs that operators put, each with room for so many hosts. */
final class Networks {
    private static final String RANGE_V6 = ",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"";
    private static final String VXLAN = ",\"Backend\":{\"Type\":\"vxlan\"}}";

    private Networks() {}

    /** Every network config that a host can work with; {@code room} is the number of IPv4 subnets of most of them. */
    static List<String> good(int room) {
        return List.of(
                plain(room),
                "{\"Network\":\"10.128.0.0/12\"" + max(128, room) + VXLAN,
                "{\"Network\":\"10.64.0.0/12\",\"SubnetLen\":25" + max(64, room) + VXLAN,
                "{\"Network\":\"10.64.0.0/12\"" + max(64, room) + RANGE_V6 + VXLAN,
                "{\"EnableIPv4\":false" + RANGE_V6 + ",\"IPv6SubnetMax\":\"fd01:0:0:" + Integer.toHexString(room)
                        + "::\"}",
                "{\"Network\":\"10.64.0.0/12\",\"SubnetMin\":\"10.64.5.0\"" + max(64, room + 4) + VXLAN,
                "{\"Network\":\"10.64.0.0/12\"" + max(64, room) + ",\"Backend\":{\"Type\":\"host-gw\"}}");
    }

    /** IPv4 subnets, as most have it. */
    static String plain(int room) {
        return "{\"Network\":\"10.64.0.0/12\"" + max(64, room) + VXLAN;
    }

    /** In dual stack flanneld's key is the pair, so that halves can be given out twice. */
    static String dualStack(int room) {
        return good(room).get(3);
    }

    static String broken() {
        return "{\"Network\":\"here\"}";
    }

    private static String max(int second, int room) {
        return ",\"SubnetMax\":\"10.%d.%d.0\"".formatted(second + room / 256, room % 256);
    }
}
