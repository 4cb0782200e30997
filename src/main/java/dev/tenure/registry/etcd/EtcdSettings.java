package dev.tenure.registry.etcd;

import dev.tenure.options.EtcdOptions;
import dev.tenure.options.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How etcd is reached, as the operator says it.
 *
 * @param endpoints URLs such as {@code https://10.0.0.1:2379}; either all https or all http
 * @param prefix where flannel's keys are, such as {@code /coreos.com/network}
 * @param user etcd's user, or null to log in as nobody
 * @param password the user's password
 * @param caFile PEM of the CAs that may sign etcd's certificate; null for the system's own
 * @param certFile PEM of our client certificate with its chain, or null
 * @param keyFile PEM of its key: PKCS#8, or RSA and EC keys as openssl writes them
 * @param requestTimeout the deadline of every request; a watch has none
 */
public record EtcdSettings(
        List<String> endpoints,
        String prefix,
        @Nullable String user,
        @Nullable String password,
        @Nullable Path caFile,
        @Nullable Path certFile,
        @Nullable Path keyFile,
        Duration requestTimeout) {
    /** R3: where there is another member to ask, waiting for a slow one is time lost. */
    private static final Duration TIMEOUT_ONE_ENDPOINT = Duration.ofSeconds(5);

    private static final Duration TIMEOUT_MORE_ENDPOINTS = Duration.ofSeconds(2);

    /** A busy etcd takes a second now and then, and is not away for that. */
    private static final Duration TIMEOUT_LEAST = Duration.ofMillis(1500);

    /** So that in the last half of a lease, where renewals are, several requests can fail before its deadline. */
    private static final int TIMEOUTS_PER_TTL = 6;

    public EtcdSettings {
        endpoints = List.copyOf(endpoints);
        if ((certFile == null) != (keyFile == null)) {
            throw new IllegalArgumentException(
                    "a client certificate and its key belong together; expected both files or neither");
        }
    }

    /** Without login and TLS files, with the usual deadline. */
    public static EtcdSettings of(List<String> endpoints, String prefix) {
        return new EtcdSettings(endpoints, prefix, null, null, null, null, null, usualTimeout(endpoints.size()));
    }

    /** As an agent is told, with the usual deadline. */
    public static EtcdSettings of(EtcdOptions etcd) {
        Secret password = etcd.password();
        return of(etcd.endpoints().stream().map(Object::toString).toList(), etcd.prefix())
                .withLogin(etcd.username(), password == null ? null : password.reveal())
                .withTls(etcd.caFile(), etcd.certFile(), etcd.keyFile());
    }

    /** 5 s, or 2 s where there is more than one endpoint (R3). */
    public static Duration usualTimeout(int endpoints) {
        return endpoints > 1 ? TIMEOUT_MORE_ENDPOINTS : TIMEOUT_ONE_ENDPOINT;
    }

    /** The same for leases of this length: a short one can't wait for the usual deadline of a request. */
    public EtcdSettings withDeadlinesFor(Duration ttl) {
        Duration usual = usualTimeout(endpoints.size());
        Duration part = ttl.dividedBy(TIMEOUTS_PER_TTL);
        Duration least = part.compareTo(TIMEOUT_LEAST) < 0 ? TIMEOUT_LEAST : part;
        return withRequestTimeout(least.compareTo(usual) < 0 ? least : usual);
    }

    /** The same with the members, and so the deadline, of {@code others}. */
    public EtcdSettings withEndpointsOf(EtcdSettings others) {
        return new EtcdSettings(
                others.endpoints, prefix, user, password, caFile, certFile, keyFile, others.requestTimeout);
    }

    public EtcdSettings withLogin(@Nullable String newUser, @Nullable String newPassword) {
        return new EtcdSettings(endpoints, prefix, newUser, newPassword, caFile, certFile, keyFile, requestTimeout);
    }

    public EtcdSettings withTls(@Nullable Path newCaFile, @Nullable Path newCertFile, @Nullable Path newKeyFile) {
        return new EtcdSettings(endpoints, prefix, user, password, newCaFile, newCertFile, newKeyFile, requestTimeout);
    }

    public EtcdSettings withRequestTimeout(Duration timeout) {
        return new EtcdSettings(endpoints, prefix, user, password, caFile, certFile, keyFile, timeout);
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "EtcdSettings[endpoints=" + endpoints + ", prefix=" + prefix + ", user=" + user + ", password="
                + (password == null ? "none" : "(hidden)") + ", caFile=" + caFile + ", certFile=" + certFile
                + ", keyFile=" + keyFile + ", requestTimeout=" + requestTimeout + "]";
    }
}
