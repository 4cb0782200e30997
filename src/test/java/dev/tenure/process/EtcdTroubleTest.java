package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import dev.tenure.support.TestTls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is wrong between us and etcd: one line that says it and what to do, however often it is tried, and a lease as
 * soon as it is mended, without a restart. The stories take place at the same time, since each waits a lot.
 */
final class EtcdTroubleTest {
    private static final String USER = "tenure";
    private static final String PASSWORD = "right-and-secret";

    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static final Map<String, CompletableFuture<Void>> STORIES = new HashMap<>();

    /** A machine that starts nine JVMs at once measures only itself. */
    private static final Semaphore STARTING = new Semaphore(3);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static EtcdServer plain;

    @SuppressWarnings("NullAway.Init")
    private static EtcdServer guarded;

    @SuppressWarnings("NullAway.Init")
    private static EtcdServer secure;

    @SuppressWarnings("NullAway.Init")
    private static TestTls tls;

    @BeforeAll
    static void begin() {
        tls = TestTls.in(folder.resolve("tls"));
        plain = opened(EtcdServer.start());
        guarded = opened(EtcdServer.start());
        secure = opened(EtcdServer.start(tls));
        for (EtcdServer etcd : List.of(plain, guarded, secure)) {
            etcd.etcdctl("put", "/network/config", Host.NETWORK);
        }
        guarded.enableAuth("root-password", USER, PASSWORD, "/network/");
        ExecutorService executor = opened(Executors.newVirtualThreadPerTaskExecutor());
        Map.<String, Runnable>of(
                        "away", EtcdTroubleTest::away,
                        "password", EtcdTroubleTest::wrongPassword,
                        "user", EtcdTroubleTest::unknownUser,
                        "permission", EtcdTroubleTest::noPermission,
                        "ca", EtcdTroubleTest::wrongCa,
                        "name", EtcdTroubleTest::wrongName,
                        "client", EtcdTroubleTest::noClientCertificate,
                        "http", EtcdTroubleTest::httpAgainstHttps,
                        "https", EtcdTroubleTest::httpsAgainstHttp)
                .forEach((name, story) -> STORIES.put(name, CompletableFuture.runAsync(story, executor)));
    }

    private static <T extends AutoCloseable> T opened(T resource) {
        synchronized (OPEN) {
            OPEN.add(resource);
        }
        return resource;
    }

    @AfterAll
    static void end() throws Exception {
        for (AutoCloseable resource : OPEN.reversed()) {
            resource.close();
        }
    }

    @Test
    void etcd_is_not_there() {
        ended("away");
    }

    @Test
    void the_password_is_wrong() {
        ended("password");
    }

    @Test
    void the_user_is_unknown() {
        ended("user");
    }

    @Test
    void the_user_may_do_nothing() {
        ended("permission");
    }

    @Test
    void the_certificate_is_signed_by_another_ca() {
        ended("ca");
    }

    @Test
    void the_certificate_is_for_another_host() {
        ended("name");
    }

    @Test
    void a_client_certificate_is_missing() {
        ended("client");
    }

    @Test
    void http_is_spoken_to_https() {
        ended("http");
    }

    @Test
    void https_is_spoken_to_http() {
        ended("https");
    }

    private static void ended(String story) {
        CompletableFuture<Void> future = STORIES.get(story);
        assertThat(future).isNotNull().succeedsWithin(java.time.Duration.ofSeconds(110));
    }

    // ---- the stories

    private static void away() {
        TcpProxy way = opened(TcpProxy.to(plain.port()));
        way.refuse();
        Host host = host(plain, way.endpoint(), 1);
        tell(
                () -> host.start(),
                "etcd-unreachable",
                "etcd at " + way.endpoint() + " can't be reached: nothing listens at 127.0.0.1:" + way.port()
                        + "; check that it runs and that we can connect to it",
                way::forward);
    }

    private static void wrongPassword() {
        Host host = host(guarded, guarded.endpoint(), 2);
        Path file = login(host, USER, "wrong");
        tell(
                () -> host.start("--config=" + file),
                "etcd-unauthenticated",
                "etcd at " + guarded.endpoint() + " refused the password of user tenure or does not know this"
                        + " user; check etcd-username and etcd-password",
                () -> login(host, USER, PASSWORD));
    }

    private static void unknownUser() {
        Host host = host(guarded, guarded.endpoint(), 3);
        tell(
                () -> host.start("--config=" + login(host, "newcomer", "its-own")),
                "etcd-unauthenticated",
                "refused the password of user newcomer or does not know this user",
                () -> {
                    asRoot("user", "add", "newcomer:its-own");
                    asRoot("user", "grant-role", "newcomer", USER + "-role");
                });
    }

    private static void noPermission() {
        Host host = host(guarded, guarded.endpoint(), 4);
        asRoot("user", "add", "powerless:its-own");
        tell(
                () -> host.start("--config=" + login(host, "powerless", "its-own")),
                "etcd-permission-denied",
                "etcd at " + guarded.endpoint() + " does not allow user powerless to do this;"
                        + " \"tenure etcd-role\" prints the role that it needs",
                () -> asRoot("user", "grant-role", "powerless", USER + "-role"));
    }

    private static void wrongCa() {
        EtcdServer stranger = opened(EtcdServer.start(TestTls.in(folder.resolve("other-ca"))));
        tls(stranger, 5, "its certificate is not signed by a CA that we trust; check etcd-cafile");
    }

    private static void wrongName() {
        TestTls other = TestTls.in(folder.resolve("other-name"), "DNS:etcd.example", 1);
        EtcdServer elsewhere = opened(EtcdServer.start(other));
        TcpProxy way = opened(TcpProxy.to(elsewhere.port()));
        // the mend: the same etcd gets a certificate that names this host; etcd reads it at each handshake
        tell(
                () -> host(secure, https(way), 6).start("--etcd-cafile=" + other.ca()),
                "etcd-tls-rejected",
                "its certificate is for another host; it must name the endpoint's host",
                () -> {
                    other.issue("server", "IP:127.0.0.1", 1);
                    elsewhereGetsNetwork(elsewhere);
                });
    }

    private static void elsewhereGetsNetwork(EtcdServer etcd) {
        etcd.etcdctl("put", "/network/config", Host.NETWORK);
    }

    private static void noClientCertificate() {
        EtcdServer strict = opened(EtcdServer.start(tls, "--client-cert-auth", "--trusted-ca-file=" + tls.ca()));
        tls(strict, 7, "it refused our client certificate or got none; check etcd-certfile and etcd-keyfile");
    }

    /** An https endpoint at which first {@code bad} and then the good etcd is found. */
    private static void tls(EtcdServer bad, int number, String sentence) {
        TcpProxy way = opened(TcpProxy.to(bad.port()));
        tell(
                () -> host(secure, https(way), number).start("--etcd-cafile=" + tls.ca()),
                "etcd-tls-rejected",
                "the TLS handshake with etcd at " + https(way) + " failed: " + sentence,
                () -> way.leadTo(secure.port()));
    }

    private static void httpAgainstHttps() {
        TcpProxy way = opened(TcpProxy.to(secure.port()));
        tell(
                () -> host(plain, way.endpoint(), 8).start(),
                "etcd-",
                "write its endpoint with https://",
                () -> way.leadTo(plain.port()));
    }

    private static void httpsAgainstHttp() {
        TcpProxy way = opened(TcpProxy.to(plain.port()));
        tell(
                () -> host(secure, https(way), 9).start("--etcd-cafile=" + tls.ca()),
                "etcd-",
                "write its endpoint with http://",
                () -> way.leadTo(secure.port()));
    }

    // ---- how a story goes

    private static void tell(Supplier<RunningAgent> start, String code, String sentence, Runnable mend) {
        STARTING.acquireUninterruptibly();
        RunningAgent agent = opened(start.get());
        agent.until(
                "a reason " + code + "…", () -> agent.reasons().stream().anyMatch(reason -> reason.startsWith(code)));
        STARTING.release();
        double failures = agent.failedRequests();
        agent.until("more tries", () -> agent.failedRequests() >= failures + 2);

        assertThat(told(agent)).as(agent.log()).hasSize(1);
        assertThat(agent.warnings().getFirst()).contains(sentence);
        assertThat(agent.get("/readyz").status()).isEqualTo(503);
        assertThat(agent.get("/readyz").body()).startsWith("not ready: ").contains(sentence);
        assertThat(agent.get("/livez").status()).isEqualTo(200);

        mend.run();
        agent.awaitReady();

        assertThat(told(agent)).as(agent.log()).hasSize(1);
        assertThat(agent.lines()).as("stack traces").allMatch(line -> line.matches("20\\d\\d-\\d\\d-\\d\\dT.*"));
    }

    /** Without what the mend itself can show: a user that was made but may do nothing yet. */
    private static List<String> told(RunningAgent agent) {
        return agent.warnings().stream()
                .filter(line -> !line.contains("does not allow user newcomer"))
                .toList();
    }

    private static Host host(EtcdServer etcd, String endpoint, int number) {
        Host host = Host.of(etcd, endpoint, "host-" + number, folder);
        return new Host(etcd, endpoint, "/network", host.folder(), "192.0.2." + number);
    }

    private static String https(TcpProxy way) {
        return way.endpoint().replace("http:", "https:");
    }

    private static Path login(Host host, String user, String password) {
        return host.optionsFile("etcd-username=" + user + "\netcd-password=" + password + "\n");
    }

    private static void asRoot(String... command) {
        List<String> all = new ArrayList<>(List.of("--user=root:root-password"));
        all.addAll(List.of(command));
        guarded.etcdctl(all.toArray(String[]::new));
    }
}
