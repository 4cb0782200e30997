package dev.tenure.options;

import dev.tenure.subnet.IpAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One etcd client URL.
 *
 * @param tls true for https
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 1…65535
 */
public record Endpoint(boolean tls, String host, int port) {
    // not java.net.URI: it has no host for a name with an underscore, which container networks hand out
    private static final Pattern URL =
            Pattern.compile("(https?)://(?:([A-Za-z0-9._-]{1,253})|\\[([0-9A-Fa-f:.]{2,45})]):([0-9]{1,5})/?");

    /** {@code http://host:port} or {@code https://host:port}; empty for anything else, user:password@ included. */
    public static Optional<Endpoint> parse(String text) {
        Matcher matcher = URL.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String ipv6 = matcher.group(3);
        int port = Integer.parseInt(matcher.group(4));
        if (port < 1 || port > 65_535 || ipv6 != null && IpAddress.parse(ipv6).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Endpoint(matcher.group(1).equals("https"), ipv6 != null ? ipv6 : matcher.group(2), port));
    }

    /** The URL, as given. */
    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
