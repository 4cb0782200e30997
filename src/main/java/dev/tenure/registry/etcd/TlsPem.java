package dev.tenure.registry.etcd;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** PEM files as values, checked before anybody connects with them. */
final class TlsPem {
    private TlsPem() {}

    /** A private key and the certificates that belong to it, our own first. */
    record Identity(PrivateKey key, List<X509Certificate> certificates) {
        X509Certificate[] chain() {
            return certificates.toArray(X509Certificate[]::new);
        }

        X509Certificate leaf() {
            return certificates.getFirst();
        }

        void requireValidNow(Path certFile) throws UnusableTlsFile {
            try {
                leaf().checkValidity();
            } catch (CertificateException e) {
                throw new UnusableTlsFile(certFile + " is valid from "
                        + leaf().getNotBefore().toInstant() + " to "
                        + leaf().getNotAfter().toInstant() + ", which is not now; expected a valid certificate");
            }
        }
    }

    /** Every certificate in the file, at least one. */
    static X509Certificate[] certificates(Path file, byte[] pem) throws UnusableTlsFile {
        try {
            X509Certificate[] found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toArray(X509Certificate[]::new);
            if (found.length > 0) {
                return found;
            }
        } catch (CertificateException e) {
            // the sentence below says it better
        }
        throw new UnusableTlsFile(
                file + " holds no certificate; expected PEM, beginning with -----BEGIN CERTIFICATE-----");
    }

    /** The pair, once it is known that the two belong together; half-written files don't get further than here. */
    static Identity identity(Vertx vertx, Path certFile, byte[] cert, Path keyFile, byte[] key) throws UnusableTlsFile {
        List<X509Certificate> chain = List.of(certificates(certFile, cert));
        PrivateKey privateKey = privateKey(vertx, cert, keyFile, key);
        if (!belongTogether(privateKey, chain.getFirst())) {
            throw new UnusableTlsFile(keyFile + " is not the key of " + certFile + "; expected the two to be one pair");
        }
        return new Identity(privateKey, chain);
    }

    /** Read by Vert.x, which knows RSA and EC keys as openssl writes them; the JDK alone knows only PKCS#8. */
    private static PrivateKey privateKey(Vertx vertx, byte[] cert, Path keyFile, byte[] key) throws UnusableTlsFile {
        try {
            PemKeyCertOptions pem = new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(cert))
                    .addKeyValue(Buffer.buffer(new String(key, StandardCharsets.UTF_8)));
            for (KeyManager manager : pem.getKeyManagerFactory(vertx).getKeyManagers()) {
                if (manager instanceof X509KeyManager x509) {
                    PrivateKey found = onlyKey(x509);
                    if (found != null) {
                        return found;
                    }
                }
            }
        } catch (Exception e) {
            // Vert.x and the JDK throw all kinds, some with parts of the key in the message
        }
        throw new UnusableTlsFile(keyFile
                + " holds no private key that can be read; expected PEM without a passphrase (PKCS#8, RSA or EC)");
    }

    private static @Nullable PrivateKey onlyKey(X509KeyManager manager) {
        for (String type : List.of("RSA", "EC", "EdDSA", "Ed25519")) {
            String[] aliases = manager.getClientAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                return manager.getPrivateKey(aliases[0]);
            }
        }
        return null;
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        byte[] probe = "one pair?".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(probe);
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(probe);
            return verifier.verify(signer.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
