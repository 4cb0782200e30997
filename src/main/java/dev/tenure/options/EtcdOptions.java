package dev.tenure.options;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How etcd is reached.
 *
 * @param endpoints client URLs, at least one; all https where a TLS file is given
 * @param prefix what every key begins with, without a slash at the end
 * @param keyFile PEM key of the client certificate; null unless {@code certFile} is given
 * @param certFile PEM client certificate; null unless {@code keyFile} is given
 * @param caFile PEM certificates that sign etcd's; null for those that the JDK trusts
 * @param username null for no authentication; given only together with a password
 * @param password null for no authentication
 * @param passwordFile where the password was or will be read from; null where it is not in a file
 */
public record EtcdOptions(
        List<Endpoint> endpoints,
        String prefix,
        @Nullable Path keyFile,
        @Nullable Path certFile,
        @Nullable Path caFile,
        @Nullable String username,
        @Nullable Secret password,
        @Nullable Path passwordFile) {
    public EtcdOptions {
        endpoints = List.copyOf(endpoints);
    }

    /** The same with what stood in {@link #passwordFile()}. */
    EtcdOptions withPassword(Secret read) {
        return new EtcdOptions(endpoints, prefix, keyFile, certFile, caFile, username, read, passwordFile);
    }

    /** This with what may change while the agent runs: endpoints, user name and password of {@code later}. */
    EtcdOptions withLivePartsOf(EtcdOptions later) {
        return new EtcdOptions(
                later.endpoints, prefix, keyFile, certFile, caFile, later.username, later.password, later.passwordFile);
    }
}
