package dev.tenure.host;

import dev.tenure.subnet.IpAddress;

/**
 * One address of an interface. The flags are the kernel's and known for IPv6 only; an IPv4 address has them at
 * {@link #of}'s defaults.
 *
 * @param address without zone
 * @param permanent set by hand, not by a router's advertisement
 * @param temporary a privacy address that changes by itself
 * @param unfit deprecated, or another host has it too (duplicate address detection failed)
 */
public record InterfaceAddress(IpAddress address, boolean permanent, boolean temporary, boolean unfit) {
    /** An address that nothing is known against. */
    public static InterfaceAddress of(IpAddress address) {
        return new InterfaceAddress(address, true, false, false);
    }

    AddressScope scope() {
        return AddressScope.of(address);
    }
}
