package dev.tenure.registry.etcd;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The members of etcd that may be asked.
 *
 * @param addresses where they listen
 * @param tls true for https
 */
record EtcdEndpoints(List<HostAndPort> addresses, boolean tls) {
    /** etcd's own default. */
    private static final int PORT = 2379;

    private static final int SHOWN_MAX = 3;
    private static final String HTTPS = "https://";
    private static final CharMatcher HOST = CharMatcher.inRange('a', 'z')
            .or(CharMatcher.inRange('A', 'Z'))
            .or(CharMatcher.inRange('0', '9'))
            .or(CharMatcher.anyOf("._-:"));

    /** Reads the operator's URLs; {@link IllegalArgumentException} says which one is wrong and what was expected. */
    static EtcdEndpoints parse(List<String> urls) {
        List<HostAndPort> addresses = new ArrayList<>();
        int secured = 0;
        for (String url : urls) {
            addresses.add(address(url.strip()));
            secured += Ascii.toLowerCase(url.strip()).startsWith(HTTPS) ? 1 : 0;
        }
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("there is no etcd endpoint; expected one such as http://127.0.0.1:2379");
        }
        if (secured != 0 && secured != addresses.size()) {
            throw new IllegalArgumentException("the etcd endpoints " + String.join(",", urls)
                    + " mix http and https; expected all of them to be of one kind");
        }
        return new EtcdEndpoints(List.copyOf(addresses), secured != 0);
    }

    /** Not by java.net.URI, which knows no host in a name with an underscore. */
    private static HostAndPort address(String url) {
        try {
            for (String scheme : List.of("http://", HTTPS)) {
                if (Ascii.toLowerCase(url).startsWith(scheme)) {
                    String rest = CharMatcher.is('/').trimTrailingFrom(url.substring(scheme.length()));
                    HostAndPort address = HostAndPort.fromString(rest).withDefaultPort(PORT);
                    if (HOST.matchesAllOf(address.getHost())
                            && !address.getHost().isEmpty()
                            && address.getPort() > 0) {
                        return address;
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            // the sentence below says it better
        }
        throw new IllegalArgumentException(
                "the etcd endpoint " + url + " can't be used; expected http://host:port or https://host:port");
    }

    /** gRPC's name for them, in an order of chance so that not all hosts begin with the first member. */
    String target(RandomGenerator random) {
        List<HostAndPort> shuffled = new ArrayList<>(addresses);
        Collections.shuffle(shuffled, random);
        return EndpointResolver.SCHEME + ":///"
                + shuffled.stream()
                        .map(address -> address.toString().replace("[", "%5B").replace("]", "%5D"))
                        .collect(Collectors.joining(","));
    }

    /** True if no address has to be looked up by name. */
    static boolean isLiteral(HostAndPort address) {
        return InetAddresses.isInetAddress(address.getHost());
    }

    /** As they are named in a sentence. */
    @Override
    public String toString() {
        String scheme = tls ? "https://" : "http://";
        String shown = addresses.stream()
                .limit(SHOWN_MAX)
                .map(address -> scheme + address)
                .collect(Collectors.joining(", "));
        return addresses.size() > SHOWN_MAX ? shown + " and " + (addresses.size() - SHOWN_MAX) + " more" : shown;
    }
}
