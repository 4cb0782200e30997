package dev.tenure.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.Renewal;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import dev.tenure.support.TestTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates, right and wrong, and changed while we run. */
final class EtcdTlsTest extends EtcdFixture {
    /** Certificate and Finished; with a certificate also CertificateVerify. */
    private static final int HANDSHAKE_RECORDS = 2;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private EtcdServer withClientCertificates(TestTls tls) {
        return closing(EtcdServer.start(tls, "--client-cert-auth", "--trusted-ca-file=" + tls.ca()));
    }

    private static EtcdSettings withAll(EtcdSettings settings, TestTls tls) {
        return settings.withTls(tls.ca(), tls.clientCert(), tls.clientKey());
    }

    private static String tlsSentence(EtcdSubnetRegistry registry) {
        RegistryFailure failure = failureOf(registry.snapshot());
        assertThat(failure).as(failure.sentence()).isInstanceOf(RegistryFailure.TlsRejected.class);
        assertThat(failure.sentence()).hasLineCount(1).doesNotContain("Exception");
        return failure.sentence();
    }

    @Test
    void client_certificates_and_our_own_ca_work_for_every_call() {
        TestTls tls = TestTls.in(directory);
        EtcdServer etcd = withClientCertificates(tls);
        EtcdSubnetRegistry registry = open(withAll(impatient(etcd.endpoint()), tls));

        var lease = held(registry, "10.5.52.0-24");

        assertThat(await(registry.renew(lease))).isInstanceOf(Renewal.KeptAlive.class);
        assertThat(meters.scrape()).contains("tenure_tls_not_after_seconds");
    }

    @Test
    void a_ca_that_did_not_sign_it_is_told() {
        TestTls tls = TestTls.in(directory.resolve("a"));
        TestTls other = TestTls.in(directory.resolve("b"));
        EtcdServer etcd = closing(EtcdServer.start(tls));

        assertThat(tlsSentence(open(impatient(etcd.endpoint()).withTls(other.ca(), null, null))))
                .contains("not signed by a CA that we trust", "etcd-cafile");
    }

    @Test
    void the_system_s_cas_are_used_where_none_is_given() {
        EtcdServer etcd = closing(EtcdServer.start(TestTls.in(directory)));

        assertThat(tlsSentence(open(impatient(etcd.endpoint())))).contains("not signed by a CA that we trust");
    }

    @Test
    void a_certificate_for_another_host_is_told() {
        TestTls tls = TestTls.in(directory, "IP:192.0.2.7,DNS:elsewhere.example", 1);
        EtcdServer etcd = closing(EtcdServer.start(tls));

        assertThat(tlsSentence(open(impatient(etcd.endpoint()).withTls(tls.ca(), null, null))))
                .contains("its certificate is for another host");
        assertThat(tlsSentence(
                        open(impatient("https://localhost:" + etcd.port()).withTls(tls.ca(), null, null))))
                .contains("its certificate is for another host");
    }

    @Test
    void an_expired_certificate_is_told() {
        TestTls tls = TestTls.in(directory, "IP:127.0.0.1", 0);
        EtcdServer etcd = closing(EtcdServer.start(tls));

        assertThat(tlsSentence(open(impatient(etcd.endpoint()).withTls(tls.ca(), null, null))))
                .contains("its certificate has expired");
    }

    @Test
    void a_missing_client_certificate_is_told() {
        TestTls tls = TestTls.in(directory);
        EtcdServer etcd = withClientCertificates(tls);

        assertThat(tlsSentence(open(impatient(etcd.endpoint()).withTls(tls.ca(), null, null))))
                .contains("etcd-certfile");
    }

    /** In TLS 1.3 we write before etcd has judged us; whoever does so when it has ended the connection may not hear why. */
    @Test
    void a_missing_client_certificate_is_told_also_where_who_goes_on_writing_is_cut_off_without_a_word() {
        TestTls tls = TestTls.in(directory);
        TcpProxy way = closing(TcpProxy.to(withClientCertificates(tls).port()));
        way.cutAfterEncryptedRecords(HANDSHAKE_RECORDS);
        // a handshake and the alert behind it are two round trips
        way.latency(Duration.ofMillis(300));
        EtcdSettings settings = impatient("https://127.0.0.1:" + way.port()).withTls(tls.ca(), null, null);

        assertThat(tlsSentence(open(settings))).contains("it refused our client certificate or got none");
    }

    @Test
    void a_connection_that_is_cut_although_the_certificates_are_right_is_not_told_as_theirs() {
        TestTls tls = TestTls.in(directory);
        TcpProxy way = closing(TcpProxy.to(withClientCertificates(tls).port()));
        way.cutAfterEncryptedRecords(HANDSHAKE_RECORDS);
        EtcdSettings settings = withAll(impatient("https://127.0.0.1:" + way.port()), tls);

        RegistryFailure failure = failureOf(open(settings).snapshot());

        assertThat(failure).isInstanceOf(RegistryFailure.Unreachable.class);
        assertThat(failure.sentence()).contains("it closed the connection");
    }

    @Test
    void a_client_certificate_of_another_ca_is_told() {
        TestTls tls = TestTls.in(directory.resolve("a"));
        TestTls other = TestTls.in(directory.resolve("b"));
        EtcdServer etcd = withClientCertificates(tls);

        assertThat(tlsSentence(
                        open(impatient(etcd.endpoint()).withTls(tls.ca(), other.clientCert(), other.clientKey()))))
                .contains("etcd-certfile");
    }

    @Test
    void http_where_https_is_spoken_and_the_other_way_round_are_told() {
        TestTls tls = TestTls.in(directory);
        EtcdServer secured = closing(EtcdServer.start(tls));
        EtcdServer plain = closing(EtcdServer.start());
        EtcdSettings http = impatient("http://127.0.0.1:" + secured.port());
        EtcdSettings https = impatient("https://127.0.0.1:" + plain.port()).withTls(tls.ca(), null, null);

        assertThat(failureOf(open(http).snapshot()).sentence()).contains("if it speaks TLS, write", "https://");
        assertThat(failureOf(open(https).snapshot()).sentence()).contains("if it does not speak TLS, write", "http://");
    }

    @Test
    void a_missing_file_is_told_and_used_once_it_is_there() throws IOException {
        TestTls tls = TestTls.in(directory);
        EtcdServer etcd = closing(EtcdServer.start(tls));
        Path later = directory.resolve("later.pem");
        EtcdSubnetRegistry registry = open(impatient(etcd.endpoint()).withTls(later, null, null));

        assertThat(tlsSentence(registry)).contains(later + " does not exist");
        Files.writeString(later, "not a certificate");
        assertThat(tlsSentence(registry)).contains("holds no certificate");
        Files.copy(tls.ca(), later, StandardCopyOption.REPLACE_EXISTING);

        assertThat(await(registry.snapshot()).leases().size()).isZero();
    }

    @Test
    void a_new_ca_with_new_certificates_on_both_sides_is_followed_without_a_new_client() {
        TestTls tls = TestTls.in(directory);
        EtcdServer etcd = withClientCertificates(tls);
        EtcdSubnetRegistry registry = open(withAll(impatient(etcd.endpoint()), tls));
        var lease = held(registry, "10.5.52.0-24");

        etcd.terminate();
        TestTls.in(directory);
        etcd.restart();

        untilAnswered(registry::snapshot, SOON);
        assertThat(await(registry.renew(lease))).isInstanceOf(Renewal.KeptAlive.class);
    }

    @Test
    void a_ca_file_that_is_mended_after_many_vain_handshakes_is_used_at_once() throws IOException {
        TestTls tls = TestTls.in(directory.resolve("a"));
        TestTls other = TestTls.in(directory.resolve("b"));
        EtcdServer etcd = closing(EtcdServer.start(tls));
        Path ourCa = Files.copy(other.ca(), directory.resolve("our-ca.pem"));
        EtcdTimings usual = EtcdTimings.USUAL;
        EtcdTimings timings = new EtcdTimings(
                usual.rebuildAfter(), usual.probeMin(), usual.probeMax(), usual.watchOpening(), FAST.tlsReload());
        EtcdSubnetRegistry registry = open(impatient(etcd.endpoint()).withTls(ourCa, null, null), timings);
        for (int vain = 0; vain < 4; vain++) {
            assertThat(tlsSentence(registry)).contains("not signed by a CA that we trust");
        }
        assertThat(count("tenure_etcd_client_rebuilds")).isZero();

        Files.copy(tls.ca(), ourCa, StandardCopyOption.REPLACE_EXISTING);
        Duration took = untilAnswered(registry::snapshot, SOON);

        assertThat(took).isLessThan(Duration.ofSeconds(4));
        assertThat(count("tenure_etcd_client_rebuilds", "reason", "tls-files-changed"))
                .isEqualTo(1);
    }

    @Test
    void a_half_written_or_foreign_pair_is_not_used_and_the_old_one_stays() throws IOException {
        TestTls tls = TestTls.in(directory.resolve("a"));
        TestTls other = TestTls.in(directory.resolve("b"));
        EtcdServer etcd = withClientCertificates(tls);
        Path ourCa = Files.copy(tls.ca(), directory.resolve("our-ca.pem"));
        EtcdSubnetRegistry registry =
                open(impatient(etcd.endpoint()).withTls(ourCa, tls.clientCert(), tls.clientKey()));
        await(registry.snapshot());
        List<byte[]> broken = List.of(
                Files.readAllBytes(other.clientKey()),
                Arrays.copyOf(Files.readAllBytes(tls.clientKey()), 60),
                new byte[0]);

        for (byte[] key : broken) {
            Files.write(tls.clientKey(), key);
            Files.write(ourCa, Arrays.copyOf(Files.readAllBytes(tls.ca()), 80));
            // three looks at the files
            await(vertx.timer(3 * FAST.tlsReload().toMillis()));
            // a new process knows no TLS session that could be resumed without showing a certificate
            etcd.kill();
            etcd.restart();
            untilAnswered(registry::snapshot, SOON);
            // nor does a new client, which reads the files for itself
            registry.useEndpointsOf(impatient(etcd.endpoint().replace("127.0.0.1", "localhost")));
            untilAnswered(registry::snapshot, SOON);
            registry.useEndpointsOf(impatient(etcd.endpoint()));
            untilAnswered(registry::snapshot, SOON);
        }
        assertThat(count("tenure_etcd_client_rebuilds", "reason", "endpoints-changed"))
                .isEqualTo(2.0 * broken.size());
    }

    @Test
    void keys_as_openssl_writes_them_are_read() {
        TestTls tls = TestTls.in(directory);
        EtcdServer etcd = withClientCertificates(tls);
        tls.issueRsa("rsa");
        tls.convertToSec1("client", "sec1");
        Path rsa = directory.resolve("rsa.key");
        Path sec1 = directory.resolve("sec1.key");

        EtcdSubnetRegistry withRsa =
                open(impatient(etcd.endpoint()).withTls(tls.ca(), directory.resolve("rsa.pem"), rsa));
        EtcdSubnetRegistry withSec1 = open(impatient(etcd.endpoint()).withTls(tls.ca(), tls.clientCert(), sec1));

        assertThat(rsa).content().contains("BEGIN RSA PRIVATE KEY");
        assertThat(sec1).content().contains("BEGIN EC PRIVATE KEY");
        assertThat(await(withRsa.snapshot()).leases().size()).isZero();
        assertThat(await(withSec1.snapshot()).leases().size()).isZero();
    }
}
