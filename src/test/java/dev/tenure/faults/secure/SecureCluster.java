package dev.tenure.faults.secure;

import dev.tenure.faults.Audit;
import dev.tenure.live.Operator;
import dev.tenure.live.Patience;
import dev.tenure.support.Command;
import dev.tenure.support.EtcdProgram;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TestTls;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/** Three members that let in only whom they know, with a network and, where they ask for a login, our user in its role. */
final class SecureCluster implements AutoCloseable {
    static final String PREFIX = "/secure/network";
    static final String USER = "tenure";
    static final String PASSWORD = "first-secret";
    static final String ROOT_LOGIN = "root:root-secret";

    /** Its upper half is nobody's, so that a test can fill it. */
    private static final String NETWORK =
            "{\"Network\":\"10.32.0.0/12\",\"SubnetMax\":\"10.39.255.0\",\"Backend\":{\"Type\":\"vxlan\"}}";

    private final Security security;
    private final TestTls tls;
    private final Path folder;
    private final List<EtcdServer> members;
    private volatile boolean isAuthenticating;
    private volatile String audited = "";
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private SecureCluster(Security security, TestTls tls, Path folder, List<EtcdServer> members) {
        this.security = security;
        this.tls = tls;
        this.folder = folder;
        this.members = members;
    }

    static SecureCluster start(EtcdProgram program, Security security, Path folder) {
        TestTls tls = TestTls.in(folder.resolve("tls"));
        SecureCluster cluster = new SecureCluster(
                security, tls, folder, EtcdServer.cluster(program, 3, tls, security.flags(tls, folder)));
        cluster.etcdctl("put", PREFIX + "/config", NETWORK);
        if (security.asksForLogin()) {
            cluster.makeUser();
            cluster.etcdctl("user", "add", ROOT_LOGIN);
            cluster.etcdctl("user", "grant-role", "root", "root");
            cluster.switchAuthentication(true);
        }
        return cluster;
    }

    /** Exactly as an operator does it. */
    private void makeUser() {
        try {
            Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
            runByShell(RoleScript.of("--etcd-prefix=" + PREFIX, "--etcd-password-file=" + password));
            etcdctl("role", "add", "root");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script in which etcdctl reaches us. */
    void runByShell(String script) {
        Map<String, String> reach = Map.of(
                "ETCDCTL_ENDPOINTS", members.getFirst().endpoint(),
                "ETCDCTL_CACERT", tls.ca().toString(),
                "ETCDCTL_CERT", tls.clientCert().toString(),
                "ETCDCTL_KEY", tls.clientKey().toString());
        Command.run(List.of("sh"), reach, script.getBytes(StandardCharsets.UTF_8));
    }

    Security security() {
        return security;
    }

    TestTls tls() {
        return tls;
    }

    List<EtcdServer> members() {
        return members;
    }

    EtcdServer anyBut(EtcdServer member) {
        return members.stream().filter(other -> other != member).findFirst().orElseThrow();
    }

    String endpoints() {
        return members.stream().map(EtcdServer::endpoint).collect(Collectors.joining(","));
    }

    /** As root, who needs no login before there is authentication. */
    String etcdctl(String... arguments) {
        return members.getFirst().etcdctl(arguments);
    }

    /** As root of a cluster with authentication. */
    void asRoot(String... arguments) {
        asRoot(members.getFirst(), "", arguments);
    }

    private static void asRoot(EtcdServer member, String input, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--user=" + ROOT_LOGIN));
        all.addAll(List.of(arguments));
        member.etcdctl(input.getBytes(StandardCharsets.UTF_8), all.toArray(String[]::new));
    }

    void changePassword(String password) {
        asRoot(members.getFirst(), password + "\n", "user", "passwd", USER, "--interactive=false");
    }

    void switchAuthentication(boolean on) {
        if (on) {
            etcdctl("auth", "enable");
        } else {
            asRoot("auth", "disable");
        }
        isAuthenticating = on;
    }

    /** Waits until this member takes writes, which it does not while the others elect a leader. */
    void awaitWritable(EtcdServer member) {
        Patience.until("a write is taken", Duration.ofSeconds(20), () -> isWritable(member), member::toString);
    }

    private boolean isWritable(EtcdServer member) {
        try {
            String[] put = {"--command-timeout=2s", "put", "/writable", ""};
            if (isAuthenticating) {
                asRoot(member, "", put);
            } else {
                member.etcdctl(put);
            }
            return true;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    /** Somebody else, who may do everything, at this member; {@code wrote} hears the revision of every write. */
    Operator operatorAt(EtcdServer member, LongConsumer wrote) {
        return new Operator(member, asRootAt(member.endpoint()), PREFIX, wrote);
    }

    /** An audit of everything from now on. */
    Audit audit() {
        return Audit.on(
                members.stream().map(EtcdServer::endpoint).toList(),
                PREFIX,
                endpoint -> {
                    audited = endpoint;
                    return asRootAt(endpoint).build();
                },
                "--cacert=" + tls.ca(),
                "--cert=" + tls.clientCert(),
                "--key=" + tls.clientKey());
    }

    private ClientBuilder asRootAt(String endpoint) {
        ClientBuilder client =
                Client.builder().endpoints(endpoint).authority("localhost").sslContext(ssl());
        if (isAuthenticating) {
            client.user(bytes("root")).password(bytes(ROOT_LOGIN.substring("root:".length())));
        }
        return client;
    }

    private SslContext ssl() {
        try {
            return GrpcSslContexts.configure(GrpcSslContexts.forClient(), SslProvider.JDK)
                    .trustManager(tls.ca().toFile())
                    .keyManager(tls.clientCert().toFile(), tls.clientKey().toFile())
                    .build();
        } catch (SSLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a member says of itself at /metrics, where it asks for a certificate but for no login. */
    double metric(EtcdServer member, String name) {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions().addCertPath(tls.ca().toString()))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(tls.clientCert().toString())
                        .addKeyPath(tls.clientKey().toString()));
        HttpClient client = vertx.createHttpClient(options);
        Future<String> page = client.request(HttpMethod.GET, member.port(), "127.0.0.1", "/metrics")
                .compose(request -> request.send().compose(HttpClientResponse::body))
                .map(Buffer::toString)
                .eventually(client::close);
        try {
            return page.await(10, TimeUnit.SECONDS)
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow();
        } catch (TimeoutException e) {
            throw new AssertionError(member + " does not answer", e);
        }
    }

    /** A member at which one of these many agents watches, besides the audit. */
    EtcdServer watched(int agents) {
        List<EtcdServer> found = new ArrayList<>();
        Patience.until(
                "every agent watches",
                Duration.ofSeconds(20),
                () -> {
                    found.clear();
                    members.forEach(member -> addAgents(found, member));
                    return found.size() == agents;
                },
                found::toString);
        return found.getFirst();
    }

    /** Adds the member as often as it is watched, the audit's watch not counted. */
    private void addAgents(List<EtcdServer> found, EtcdServer member) {
        long watches = (long) metric(member, "etcd_debugging_mvcc_watcher_total")
                - (member.endpoint().equals(audited) ? 1 : 0);
        for (long i = 0; i < watches; i++) {
            found.add(member);
        }
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        vertx.close();
        members.forEach(EtcdServer::close);
    }
}
