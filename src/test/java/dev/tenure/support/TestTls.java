package dev.tenure.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A CA with a server and a client certificate, made by openssl in a directory of the test. */
public final class TestTls {
    private final Path directory;

    private TestTls(Path directory) {
        this.directory = directory;
    }

    /** Certificates for 127.0.0.1 and localhost, valid for a day. */
    public static TestTls in(Path directory) {
        return in(directory, "IP:127.0.0.1,DNS:localhost", 1);
    }

    /** A server certificate for {@code serverNames} (openssl's subjectAltName); 0 days is one that has expired. */
    public static TestTls in(Path directory, String serverNames, int serverDays) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TestTls tls = new TestTls(directory);
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=test CA " + directory.getFileName(),
                "-keyout",
                tls.file("ca.key"),
                "-out",
                tls.file("ca.pem"));
        tls.issue("server", serverNames, serverDays);
        tls.issue("client", "DNS:client", 1);
        return tls;
    }

    /** Writes {@code <name>.pem} and {@code <name>.key}, signed by the CA. */
    public void issue(String name, String subjectAltName, int days) {
        openssl(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                file(name + ".key"),
                "-out",
                file(name + ".csr"));
        Path extensions = directory.resolve(name + ".ext");
        try {
            Files.writeString(
                    extensions, "subjectAltName=" + subjectAltName + "\nextendedKeyUsage=serverAuth,clientAuth\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openssl(
                "x509",
                "-req",
                "-in",
                file(name + ".csr"),
                "-CA",
                file("ca.pem"),
                "-CAkey",
                file("ca.key"),
                "-CAcreateserial",
                "-days",
                Integer.toString(days),
                "-extfile",
                extensions.toString(),
                "-out",
                file(name + ".pem"));
    }

    /** Likewise, with an RSA key in the older form (PKCS#1). */
    public void issueRsa(String name) {
        issue(name, "DNS:" + name, 1);
        openssl("genrsa", "-traditional", "-out", file(name + ".key"), "2048");
        openssl("req", "-new", "-key", file(name + ".key"), "-subj", "/CN=" + name, "-out", file(name + ".csr"));
        openssl(
                "x509",
                "-req",
                "-in",
                file(name + ".csr"),
                "-CA",
                file("ca.pem"),
                "-CAkey",
                file("ca.key"),
                "-CAcreateserial",
                "-days",
                "1",
                "-extfile",
                file(name + ".ext"),
                "-out",
                file(name + ".pem"));
    }

    /** The same key in the older form of EC keys (SEC 1). */
    public void convertToSec1(String from, String to) {
        openssl("ec", "-in", file(from + ".key"), "-out", file(to + ".key"));
    }

    private static void openssl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Command.run(command, Map.of(), new byte[0]);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    public Path directory() {
        return directory;
    }

    public Path ca() {
        return directory.resolve("ca.pem");
    }

    public Path serverCert() {
        return directory.resolve("server.pem");
    }

    public Path serverKey() {
        return directory.resolve("server.key");
    }

    public Path clientCert() {
        return directory.resolve("client.pem");
    }

    public Path clientKey() {
        return directory.resolve("client.key");
    }
}
