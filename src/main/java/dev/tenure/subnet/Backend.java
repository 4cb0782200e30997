package dev.tenure.subnet;

import org.jspecify.annotations.Nullable;

/**
 * The data plane that the network config asks for; Tenure hands it on and takes its overhead from the MTU.
 *
 * @param type flannel's name for it, such as {@code vxlan}; {@code udp} where the network config names none
 * @param mtu an MTU in it, which replaces the interface's, in bytes
 */
public record Backend(String type, @Nullable Integer mtu) {
    /** Bytes that each packet loses to the backend's headers; 0 for one that we don't know (`extension` and the like). */
    public int overheadBytes() {
        return switch (type) {
            case "vxlan" -> 50;
            case "ipip" -> 20;
            case "udp" -> 28;
            case "wireguard", "ipsec" -> 80;
            default -> 0;
        };
    }

    /** What a lease says as its BackendType: nothing for {@code alloc}, which flanneld leaves out. */
    public String leaseType() {
        return type.equals("alloc") ? "" : type;
    }
}
