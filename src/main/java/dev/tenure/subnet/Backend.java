package dev.tenure.subnet;

import com.google.common.base.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * The data plane that the network config asks for; Tenure hands it on and takes its overhead from the MTU.
 *
 * @param type flannel's name for it, such as {@code vxlan}, as the operator wrote it (flannel finds a backend without
 *     regard to case); {@code udp} where the network config has no backend
 * @param mtu an MTU in it that replaces the interface's, in bytes; only of a backend that {@link #readsMtu reads one}
 */
public record Backend(String type, @Nullable Integer mtu) {
    /** True if flannel's backend of this name reads an MTU of its own; the others don't look at such a field. */
    static boolean readsMtu(String type) {
        return switch (Ascii.toLowerCase(type)) {
            case "vxlan", "wireguard" -> true;
            default -> false;
        };
    }

    /** Bytes that each packet loses to the backend's headers; 0 for one that we don't know ({@code extension} etc.). */
    public int overheadBytes() {
        return switch (Ascii.toLowerCase(type)) {
            case "vxlan" -> 50;
            case "ipip" -> 20;
            case "udp" -> 28;
            case "wireguard", "ipsec" -> 80;
            default -> 0;
        };
    }

    /**
     * What a lease says as its BackendType: nothing for the backends that leave it out in flannel ({@code alloc},
     * {@code udp}, {@code tencent-vpc}), else the name in lower case, since flannel's backends ignore a lease of any other
     * spelling.
     */
    public String leaseType() {
        String name = Ascii.toLowerCase(type);
        return switch (name) {
            case "alloc", "udp", "tencent-vpc" -> "";
            default -> name;
        };
    }
}
