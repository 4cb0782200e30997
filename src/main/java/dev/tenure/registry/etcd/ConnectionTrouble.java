package dev.tenure.registry.etcd;

import io.grpc.Status;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out of gRPC's texts why there is no connection. A request that waited for one ends with DEADLINE_EXCEEDED, and the
 * last failed attempt, stack trace and all, stands in its description; there is no other way to it.
 */
final class ConnectionTrouble {
    /** What is said where the other side ended the attempt to connect. */
    static final String CLOSED = "it closed the connection";

    private static final int DEPTH_MAX = 8;
    private static final Pattern REFUSED = Pattern.compile("Connection refused: (?:[^\\s/]*/)?(\\S+)");
    private static final Pattern UNKNOWN_HOST = Pattern.compile("Unable to resolve host ([^\\s,}]+)");

    private record Sign(String text, String meaning) {}

    private static final List<Sign> TLS = List.of(
            new Sign("CertificateExpiredException", "its certificate has expired; renew it"),
            new Sign("CertificateNotYetValidException", "its certificate is not valid yet; check both clocks"),
            new Sign("No subject alternative", "its certificate is for another host; it must name the endpoint's host"),
            new Sign("No name matching", "its certificate is for another host; it must name the endpoint's host"),
            new Sign("PKIX path", "its certificate is not signed by a CA that we trust; check etcd-cafile"),
            new Sign("certificate_required", "it wants a client certificate; set etcd-certfile and etcd-keyfile"),
            new Sign(
                    "fatal alert: bad_certificate",
                    "it refused our client certificate or got none; check etcd-certfile and etcd-keyfile"),
            new Sign(
                    "fatal alert: unknown_ca",
                    "it does not trust the CA of our client certificate; check etcd-certfile"),
            new Sign("fatal alert: certificate_expired", "our client certificate has expired; renew etcd-certfile"),
            new Sign("fatal alert: certificate_unknown", "it refused our client certificate; check etcd-certfile"),
            new Sign("not an SSL/TLS record", "it does not speak TLS; write its endpoint with http://"),
            new Sign("javax.net.ssl.SSLHandshakeException", "the two sides found no common ground; see etcd's own log"),
            new Sign("Hex dump for received bytes: 150301", "it speaks TLS; write its endpoint with https://"),
            new Sign("Hex dump for received bytes: 150303", "it speaks TLS; write its endpoint with https://"),
            new Sign("Unexpected HTTP/1.x request", "it speaks TLS; write its endpoint with https://"));

    private static final List<Sign> PLAIN = List.of(
            new Sign("closed while performing TLS negotiation", "the connection broke"),
            new Sign("no leader", "it has no leader"),
            new Sign("context deadline exceeded", "it did not finish the request in its own time"),
            new Sign("request timed out", "it did not finish the request in its own time"),
            new Sign("Connection reset", "the connection was reset"),
            new Sign("connection timed out", "nobody takes the connection"),
            new Sign("ConnectTimeoutException", "nobody takes the connection"),
            new Sign("No route to host", "there is no route to it"),
            new Sign("Network is unreachable", "there is no route to it"),
            new Sign("Keepalive failed", "the connection went silent"),
            new Sign("channel closed", "the connection broke"),
            new Sign("Network closed", "the connection broke"),
            new Sign("stream ended without an answer", "the connection broke"));

    private ConnectionTrouble() {}

    /** The description and the messages of all causes. */
    static String everythingIn(Status status) {
        StringBuilder all = new StringBuilder(String.valueOf(status.getDescription()));
        Throwable cause = status.getCause();
        for (int depth = 0; cause != null && depth < DEPTH_MAX; depth++) {
            all.append('\n').append(cause);
            cause = cause.getCause();
        }
        return all.toString();
    }

    /** What is wrong between the two certificates, if it is that. */
    static @Nullable String tls(String all) {
        return meaning(TLS, all);
    }

    /** What is wrong with the network or with etcd's quorum, if it is that. */
    static @Nullable String plain(String all, boolean tls) {
        Matcher refused = REFUSED.matcher(all);
        if (refused.find()) {
            return "nothing listens at " + refused.group(1);
        }
        Matcher unknown = UNKNOWN_HOST.matcher(all);
        if (unknown.find()) {
            return "the name " + unknown.group(1) + " is not known here";
        }
        return closedOnUs(all)
                ? CLOSED
                        + (tls
                                ? " (if it does not speak TLS, write its endpoint with http://; if it wants a client"
                                        + " certificate, set etcd-certfile and etcd-keyfile)"
                                : " (if it speaks TLS, write its endpoint with https://)")
                : meaning(PLAIN, all);
    }

    /** True if no connection came about and the other side ended the attempt, as those do who expected the other protocol. */
    private static boolean closedOnUs(String all) {
        return all.contains("Last Pick Failure")
                && (all.contains("Network closed")
                        || all.contains("Connection reset")
                        || all.contains("closed while performing TLS negotiation"));
    }

    private static @Nullable String meaning(List<Sign> signs, String all) {
        return signs.stream()
                .filter(sign -> all.contains(sign.text()))
                .map(Sign::meaning)
                .findFirst()
                .orElse(null);
    }
}
