package dev.tenure.host;

import dev.tenure.options.HostOptions;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import java.io.IOException;
import java.util.List;

/** Says what {@link HostReader} reads; run as a process of its own in a network namespace. */
public final class HostPrinter {
    private HostPrinter() {}

    /** One line per interface, route and choice; with a number, only of the last of so many readings. */
    public static void main(String[] args) throws IOException {
        HostReader reader = new HostReader();
        for (int more = args.length == 0 ? 0 : Integer.parseInt(args[0]) - 1; more > 0; more--) {
            reader.facts();
        }
        System.out.println(describe(reader.facts(), HostReader::sourceTowards));
    }

    static String describe(MachineFacts facts, SourceAddress source) {
        StringBuilder text = new StringBuilder();
        for (InterfaceFacts each : facts.interfaces()) {
            text.append(each.name()).append(' ').append(each.mtuBytes());
            text.append(' ').append(each.up() ? "up" : "down");
            text.append(' ').append(each.usable(IpFamily.IPV4));
            text.append(' ').append(each.usable(IpFamily.IPV6)).append('\n');
        }
        text.append("routes ")
                .append(facts.defaultIpv4())
                .append(' ')
                .append(facts.defaultIpv6())
                .append('\n');
        IpAddress far = IpAddress.parse("10.9.0.200").orElseThrow();
        HostOptions reach = new HostOptions(List.of(), List.of(), far, null, null, null);
        text.append(InterfaceChoice.choose(HostOptions.DEFAULT, facts, source)).append('\n');
        text.append(InterfaceChoice.choose(reach, facts, source)).append('\n');
        return text.toString();
    }
}
