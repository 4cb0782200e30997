package dev.tenure.host;

import com.google.common.net.InetAddresses;
import dev.tenure.options.HostOptions;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads interfaces and routes of this machine. Every method blocks: call it off the event loop. Thread-safe. */
public final class HostReader {
    private static final Path PROC = Path.of("/proc/net");
    private static final Path SYS = Path.of("/sys/class/net");
    /** "discard"; nothing is ever sent there. */
    private static final int ANY_PORT = 9;

    /** Reads the machine and chooses; what can't be read is a sentence too. */
    public HostChoice choose(HostOptions wishes) {
        try {
            return InterfaceChoice.choose(wishes, facts(), HostReader::sourceTowards);
        } catch (IOException e) {
            return new HostChoice.NotFound("the interfaces of this host can't be read (" + e.getMessage()
                    + "); expected a readable /proc/net");
        }
    }

    /** A snapshot of interfaces and default routes. */
    public MachineFacts facts() throws IOException {
        Ipv6Flags flags = Ipv6Flags.parse(proc("if_inet6"));
        List<InterfaceFacts> interfaces = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            read(each, flags).ifPresent(interfaces::add);
        }
        interfaces.sort(Comparator.comparingInt(InterfaceFacts::index));
        for (String name : names(proc("dev"))) {
            if (interfaces.stream().noneMatch(known -> known.name().equals(name))) {
                interfaces.add(withoutAddress(name));
            }
        }
        return new MachineFacts(
                interfaces,
                Routes.defaultIpv4(proc("route")).orElse(null),
                Routes.defaultIpv6(proc("ipv6_route")).orElse(null));
    }

    /** Empty for one that has gone since it was listed, as those of containers do at any moment. */
    private static Optional<InterfaceFacts> read(NetworkInterface each, Ipv6Flags flags) {
        try {
            return Optional.of(new InterfaceFacts(
                    each.getName(), each.getIndex(), each.isUp(), each.getMTU(), addresses(each, flags)));
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    /** Where this host's routes lead, those of both families and the default route among them. */
    public List<Cidr> routes() throws IOException {
        return Stream.concat(
                        Routes.destinationsIpv4(proc("route")).stream(),
                        Routes.destinationsIpv6(proc("ipv6_route")).stream())
                .toList();
    }

    /** Java lists the addresses of an interface last first; flanneld takes the kernel's order. */
    private static List<InterfaceAddress> addresses(NetworkInterface each, Ipv6Flags flags) {
        List<InterfaceAddress> addresses = new ArrayList<>();
        for (java.net.InterfaceAddress one : each.getInterfaceAddresses().reversed()) {
            IpAddress address = IpAddress.of(one.getAddress());
            addresses.add(
                    address.family() == IpFamily.IPV6
                            ? flags.describe(each.getName(), address)
                            : InterfaceAddress.of(address));
        }
        return addresses;
    }

    /** The names in {@code /proc/net/dev}: Java does not list an interface without an address. */
    static List<String> names(String table) {
        return table.lines()
                .filter(line -> line.contains(":"))
                .map(line -> line.substring(0, line.indexOf(':')).strip())
                .toList();
    }

    private static InterfaceFacts withoutAddress(String name) {
        int mtuBytes = 0;
        boolean up = false;
        try {
            mtuBytes = Integer.parseInt(
                    Files.readString(SYS.resolve(name).resolve("mtu")).strip());
            up = (Integer.decode(Files.readString(SYS.resolve(name).resolve("flags"))
                                    .strip())
                            & 1)
                    != 0;
        } catch (IOException | NumberFormatException e) {
            // without /sys it stays unknown, and the choice asks for --mtu
            return new InterfaceFacts(name, 0, up, mtuBytes, List.of());
        }
        return new InterfaceFacts(name, 0, up, mtuBytes, List.of());
    }

    /** A table of the kernel; empty where the kernel has none, as without IPv6. */
    private static String proc(String table) throws IOException {
        try {
            return Files.readString(PROC.resolve(table));
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Connecting a datagram socket asks the routing table and sends nothing. */
    static Optional<IpAddress> sourceTowards(IpAddress target) {
        StandardProtocolFamily family =
                target.family() == IpFamily.IPV4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
        try (DatagramChannel channel = DatagramChannel.open(family)) {
            channel.connect(new InetSocketAddress(InetAddresses.forString(target.toString()), ANY_PORT));
            return channel.getLocalAddress() instanceof InetSocketAddress local
                    ? Optional.of(IpAddress.of(local.getAddress()))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException | UnsupportedAddressTypeException e) {
            return Optional.empty(); // no route, or this machine does not do IPv6 at all
        }
    }
}
