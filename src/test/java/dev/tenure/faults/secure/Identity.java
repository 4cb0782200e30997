package dev.tenure.faults.secure;

import dev.tenure.live.LiveHost;
import dev.tenure.support.TestTls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** The three files by which one client and a cluster know each other. */
record Identity(Path ca, Path cert, Path key) {
    static Identity of(TestTls tls) {
        return new Identity(tls.ca(), tls.clientCert(), tls.clientKey());
    }

    /** Of its own, in this directory. */
    static Identity copied(TestTls from, Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Identity own = new Identity(
                directory.resolve("ca.pem"), directory.resolve("client.pem"), directory.resolve("client.key"));
        own.copyFrom(from);
        return own;
    }

    void copyFrom(TestTls tls) {
        replace(ca, tls.ca());
        replace(cert, tls.clientCert());
        replace(key, tls.clientKey());
    }

    private static void replace(Path file, Path by) {
        try {
            Files.copy(by, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LiveHost on(LiveHost host) {
        return host.with("etcd-cafile", ca.toString())
                .with("etcd-certfile", cert.toString())
                .with("etcd-keyfile", key.toString());
    }

    /** When the client's certificate ends, in seconds of the epoch. */
    long notAfter() {
        try (InputStream in = Files.newInputStream(cert)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in) instanceof X509Certificate x509
                    ? x509.getNotAfter().toInstant().getEpochSecond()
                    : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CertificateException e) {
            throw new AssertionError(cert + " is no certificate", e);
        }
    }
}
