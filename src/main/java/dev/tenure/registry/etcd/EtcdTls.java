package dev.tenure.registry.etcd;

import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS side of the connection. Certificates and the CA are read again while we run, off the event loop; what can't be
 * used is reported once and the old ones stay (R7). Connections that are open are left alone.
 */
final class EtcdTls {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdTls.class);
    private static final long FILE_BYTES_MAX = 1024 * 1024;

    private final Vertx vertx;
    private final EtcdSettings settings;
    private final EtcdMetrics metrics;
    private final AdvancedTlsX509KeyManager identity = new AdvancedTlsX509KeyManager();

    // only touched by one refresh at a time, which vertx.executeBlocking's ordering gives
    private @Nullable AdvancedTlsX509TrustManager trust;
    private byte[] seenCa = new byte[0];
    private byte[] seenCertAndKey = new byte[0];
    private int changes;
    /** True once a client was made with what we have: from then on also a client that is made anew goes on with it. */
    private boolean isUsable;

    private String lastProblem = "";

    // on our context
    private boolean isReloading;

    EtcdTls(Vertx vertx, EtcdSettings settings, EtcdMetrics metrics) {
        this.vertx = vertx;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** What a new client connects with, nothing where TLS is off; a {@link RegistryException} while a file can't be used. */
    Future<Optional<SslContext>> sslContext(boolean isOn, EtcdFailures failures) {
        return isOn
                ? sslContext()
                        .map(Optional::of)
                        .recover(e -> Future.failedFuture(
                                new RegistryException(failures.tlsFiles(String.valueOf(e.getMessage())))))
                : Future.succeededFuture(Optional.empty());
    }

    private Future<SslContext> sslContext() {
        return vertx.executeBlocking(() -> {
            AdvancedTlsX509TrustManager trusted = trust();
            if (isUsable) {
                readWhatIsNew();
            } else {
                readCa(trusted);
                readIdentity(true);
                isUsable = true;
            }
            SslContextBuilder builder = GrpcSslContexts.configure(GrpcSslContexts.forClient(), SslProvider.JDK)
                    .trustManager(trusted);
            return (settings.certFile() == null ? builder : builder.keyManager(identity)).build();
        });
    }

    /** Fails with what {@code error} means, or what etcd has against our certificates if it ended the connection for them. */
    <T> Future<T> failedFuture(Throwable error, EtcdFailures failures) {
        RegistryFailure failure = failures.of(error);
        return whyClosed(failure, failures.etcd())
                .compose(reason -> Future.failedFuture(
                        new RegistryException(reason.map(failures::tlsRejected).orElse(failure))));
    }

    private Future<Optional<String>> whyClosed(RegistryFailure failure, EtcdEndpoints etcd) {
        return etcd.tls() && EtcdFailures.isClosedOnUs(failure)
                ? vertx.executeBlocking(this::handshake)
                        .compose(options -> new HandshakeProbe(vertx, options).look(etcd.addresses()))
                        .otherwise(Optional.empty())
                : Future.succeededFuture(Optional.empty());
    }

    private NetClientOptions handshake() throws GeneralSecurityException, IOException {
        NetClientOptions options = new NetClientOptions()
                .setConnectTimeout(EtcdReachability.CONNECT_MILLIS_MAX)
                .setSsl(true)
                .setUseAlpn(true)
                .setApplicationLayerProtocols(List.of(ApplicationProtocolNames.HTTP_2))
                .setHostnameVerificationAlgorithm("HTTPS")
                .setTrustOptions(TrustOptions.wrap(trust()));
        return settings.certFile() == null ? options : options.setKeyCertOptions(KeyCertOptions.wrap(identity));
    }

    /** Looks at the files again, unless that is still going on; {@code whenNew} runs if there was something new. */
    void reload(Runnable whenNew) {
        if (!isReloading) {
            isReloading = true;
            reload().onComplete(read -> {
                isReloading = false;
                if (read.succeeded() && read.result()) {
                    whenNew.run();
                }
            });
        }
    }

    private Future<Boolean> reload() {
        return vertx.executeBlocking(() -> {
            int before = changes;
            if (isUsable) {
                readWhatIsNew();
            }
            return changes > before;
        });
    }

    private void readWhatIsNew() {
        String caProblem = problemOf(() -> readCa(trust()));
        String identityProblem = problemOf(() -> readIdentity(false));
        String problem = Stream.of(caProblem, identityProblem)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; and "));
        if (!problem.isEmpty() && !problem.equals(lastProblem)) {
            LOG.warn("New TLS files for etcd are not used, the old ones stay: {}", problem);
        }
        lastProblem = problem;
    }

    @FunctionalInterface
    private interface Reading {
        void read() throws UnusableTlsFile, GeneralSecurityException, IOException;
    }

    private static String problemOf(Reading reading) {
        try {
            reading.read();
            return "";
        } catch (UnusableTlsFile | GeneralSecurityException | IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private AdvancedTlsX509TrustManager trust() throws GeneralSecurityException, IOException {
        AdvancedTlsX509TrustManager known = trust;
        if (known != null) {
            return known;
        }
        AdvancedTlsX509TrustManager fresh =
                AdvancedTlsX509TrustManager.newBuilder().build();
        if (settings.caFile() == null) {
            fresh.useSystemDefaultTrustCerts();
        }
        trust = fresh;
        return fresh;
    }

    private void readCa(AdvancedTlsX509TrustManager trusted)
            throws UnusableTlsFile, GeneralSecurityException, IOException {
        Path file = settings.caFile();
        if (file == null) {
            return;
        }
        byte[] pem = read(file);
        if (!Arrays.equals(pem, seenCa)) {
            trusted.updateTrustCredentials(TlsPem.certificates(file, pem));
            seenCa = pem;
            changes++;
        }
    }

    private void readIdentity(boolean first) throws UnusableTlsFile {
        Path certFile = settings.certFile();
        Path keyFile = settings.keyFile();
        if (certFile == null || keyFile == null) {
            return;
        }
        byte[] cert = read(certFile);
        byte[] key = read(keyFile);
        byte[] both = Arrays.copyOf(cert, cert.length + key.length);
        System.arraycopy(key, 0, both, cert.length, key.length);
        if (Arrays.equals(both, seenCertAndKey)) {
            return;
        }
        TlsPem.Identity read = TlsPem.identity(vertx, certFile, cert, keyFile, key);
        if (!first) {
            read.requireValidNow(certFile);
        }
        identity.updateIdentityCredentials(read.chain(), read.key());
        seenCertAndKey = both;
        changes++;
        metrics.clientCertificateNotAfter(read.leaf().getNotAfter().toInstant().getEpochSecond());
    }

    private static byte[] read(Path file) throws UnusableTlsFile {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new UnusableTlsFile(
                        file + " is longer than " + FILE_BYTES_MAX / 1024 + " KiB; expected a PEM file");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UnusableTlsFile(file + " does not exist; expected a PEM file");
        } catch (IOException e) {
            throw new UnusableTlsFile(file + " can't be read; expected a PEM file that this user may read");
        }
    }
}
