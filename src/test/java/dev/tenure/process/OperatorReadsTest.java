package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.process.Program.Ended;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.Ports;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that only look, as the program runs them on a real etcd. */
final class OperatorReadsTest {
    private static final int MANY = 10_000;
    private static final int TXN_MAX = 100;

    @SuppressWarnings("NullAway.Init")
    private static EtcdServer etcd;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    static void startEtcd() {
        etcd = EtcdServer.start();
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    private static void put(Host host, String key, String value) {
        etcd.etcdctl("put", host.prefix() + "/subnets/" + key, value);
    }

    private static String value(String publicIp) {
        return "{\"PublicIP\":\"" + publicIp + "\",\"BackendType\":\"vxlan\"}";
    }

    @Test
    void leases_are_listed_filtered_and_sorted() {
        Host host = Host.of(etcd, "listed", folder).withNetwork();
        put(host, "10.5.52.0-24", value("192.0.2.9"));
        put(host, "10.5.9.0-24", value("192.0.2.123"));
        String grant = etcd.etcdctl("lease", "grant", "600").split(" ", -1)[1];
        etcd.etcdctl("put", "--lease=" + grant, host.prefix() + "/subnets/10.5.60.0-24", value("192.0.2.11"));
        Operator operator = Operator.of(host);

        assertThat(Operator.rows(operator.out("leases", "--sort=host")))
                .extracting(List::getFirst)
                .containsExactly("10.5.52.0/24", "10.5.60.0/24", "10.5.9.0/24");
        assertThat(Operator.rows(operator.out("leases", "--containing", "10.5.9.77")))
                .containsExactly(List.of("10.5.9.0/24", "192.0.2.123", "reservation", "vxlan", "1", "-"));
        JsonArray leases = operator.json("leases", "--leases", "--ttl").getJsonArray("leases");
        assertThat(leases).hasSize(1);
        assertThat(leases.getJsonObject(0).getString("key")).isEqualTo("10.5.60.0-24");
        assertThat(leases.getJsonObject(0).getLong("secondsLeft")).isBetween(400L, 600L);
        JsonObject pool = operator.json("pool").getJsonArray("families").getJsonObject(0);
        assertThat(pool.getLong("leased")).isEqualTo(1);
        assertThat(pool.getLong("reserved")).isEqualTo(2);
        assertThat(pool.getLong("free")).isEqualTo(252);
    }

    @Test
    void values_of_a_hostile_host_stay_in_their_cells() {
        Host host = Host.of(etcd, "hostile", folder).withNetwork();
        put(
                host,
                "10.5.52.0-24",
                "{\"PublicIP\":\"192.0.2.9\",\"BackendType\":\"\\u001b[2J\\u009b2J\\r\\nx  y\\u202e\"}");
        put(host, "10.5.53.0-24", "\033[31mred\007");
        etcd.etcdctl("put", host.prefix() + "/subnets/\033[2J", "x");
        Operator operator = Operator.of(host);

        for (String out : List.of(
                operator.out("leases"), operator.out(Operator.withJson("leases")), operator.out("pool", "--ttl"))) {
            assertThat(out.chars()).allMatch(c -> c == '\n' || c >= 0x20 && c <= 0x7e);
        }
        assertThat(Operator.rows(operator.out("leases"))).hasSize(2);
    }

    @Test
    void no_network_config_is_told_and_found() {
        Ended ended = Operator.of(Host.of(etcd, "no-network", folder)).run("pool");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errLines()).hasSize(1);
        assertThat(ended.err()).contains("there is no network config");
    }

    @Test
    void ten_thousand_leases_are_listed_in_a_moment() {
        Host host = Host.of(etcd, "many", folder).withNetwork("{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":24}");
        for (int start = 0; start < MANY; start += TXN_MAX) {
            String puts = IntStream.range(start, start + TXN_MAX)
                    .mapToObj(i -> "put " + host.prefix() + "/subnets/10." + (i / 200 + 1) + "." + (i % 200 + 1)
                            + ".0-24 {\\\"PublicIP\\\":\\\"172.16." + i / 200 + "." + (i % 200 + 1) + "\\\"}\n")
                    .reduce("", String::concat);
            etcd.etcdctl(("\n" + puts + "\n\n").getBytes(StandardCharsets.UTF_8), "txn");
        }
        long empty = millis(() -> Program.run(Map.of(), "version"));

        long[] took = Stream.of("leases", "pool")
                .mapToLong(name ->
                        millis(() -> assertThat(Operator.of(host).out(name).lines())
                                .hasSizeGreaterThan(name.equals("leases") ? MANY : 2)))
                .toArray();

        System.out.printf(
                "%d leases: tenure leases took %d ms, tenure pool %d ms, tenure version %d ms%n",
                MANY, took[0], took[1], empty);
        assertThat(took[0] - empty).as("milliseconds beyond those of a start").isLessThan(15_000);
    }

    private static long millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1_000_000;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "leases",
                "pool",
                "reserve --public-ip=192.0.2.7",
                "unreserve 10.5.9.0/24",
                "release 10.5.9.0/24 --force"
            })
    void etcd_that_is_away_is_one_line_and_exit_code_3(String line) {
        Operator operator = new Operator("http://127.0.0.1:" + Ports.free(1).getFirst(), "/away");

        String complaint = operator.complaint(3, (line + " --timeout=1s").split(" ", -1));

        assertThat(complaint).contains("etcd at " + operator.endpoint() + " can't be reached", "; check that it runs");
    }

    @Test
    void status_says_what_is_known_on_this_host_where_etcd_is_away() {
        Ended ended = new Operator("http://127.0.0.1:" + Ports.free(1).getFirst(), "/away")
                .run("status", "--timeout=1s", "--public-ip=192.0.2.7", "--iface=lo", "--healthz-port=0");

        assertThat(ended.code()).as("%s", ended).isEqualTo(3);
        assertThat(ended.errLines()).singleElement().asString().contains("can't be reached");
        assertThat(Operator.rows(ended.out()))
                .extracting(row -> row.get(1))
                .containsExactly("unasked", "absent", "unknown");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leases --sort=size | --sort \"size\": expected subnet, host, kind, backend, age or left",
                "leases --leases --reservations | expected one of them",
                "leases --containing=10.5.0.0/16 | --containing \"10.5.0.0/16\": expected an IP address",
                "leases --overlapping=10.5.52.7/24 | did you mean 10.5.52.0/24?",
                "leases --host=me | --host \"me\" is no host's public address",
                "leases -o yaml | --output \"yaml\": expected table or json",
                "leases --timeout=0s | --timeout \"0s\": expected a duration from 1s to 24h",
                "leases --etcd-endpoints=here | --etcd-endpoints \"here\" (command line): expected client URLs",
                "leases --sorts=host | unknown option \"--sorts\"; did you mean --sort?",
                "pool 10.5.9.0/24 | unexpected argument \"10.5.9.0/24\"",
                "reserve | no host is named: expected --public-ip, --public-ipv6, --self or -f",
                "reserve 10.5.9.0 --public-ip=192.0.2.7 | \"10.5.9.0\" is no subnet",
                "reserve --public-ip=fd00::1 | --public-ip \"fd00::1\": expected an IPv4 address",
                "reserve --self --public-ip=192.0.2.7 | --self is this host: expected it alone",
                "reserve -f /no/such/file | -f \"/no/such/file\": expected the path of a readable file of hosts",
                "reserve -f /etc/hostname --report=/no/such/r.csv | --report \"/no/such/r.csv\": expected a file",
                "reserve --public-ip=192.0.2.7 --keep-going | --keep-going goes with a file",
                "unreserve | no reservation is named",
                "unreserve 10.5.9.0/24 --ttl=1s | --ttl \"1s\": expected a duration from 5s to 8760h",
                "unreserve 10.5.9.0/24 --ttl=1h --delete | expected it without --delete",
                "wait --timeout=x | --timeout \"x\": expected a duration",
            })
    void what_is_typed_wrong_is_one_line_and_exit_code_2(String line, String said) {
        assertThat(new Operator("http://127.0.0.1:1", "/x").complaint(2, line.split(" ", -1)))
                .contains(said);
    }

    @Test
    void status_and_wait_say_what_the_agent_says_and_what_etcd_has() {
        Host host = Host.of(etcd, "status", folder).withNetwork();
        Operator operator = Operator.of(host);
        String[] me = {
            "--public-ip=" + host.publicIp(), "--iface=lo", "--subnet-file=" + host.subnetFile(), "--healthz-port="
        };
        try (RunningAgent agent = host.start()) {
            agent.awaitReady();
            me[3] = "--healthz-port=" + agent.port();

            assertThat(operator.out("wait", "--ready", "--timeout=10s", me[3])).isEqualTo("ready\n");
            JsonObject status = operator.json("status", me[0], me[1], me[2], me[3]);
            assertThat(status.getBoolean("good")).isTrue();
            assertThat(status.getJsonObject("agent").getString("subnet"))
                    .isEqualTo(status.getJsonArray("etcd")
                            .getJsonObject(0)
                            .getJsonObject("subnet")
                            .getString("ipv4"));
        }
        assertThat(operator.complaint(1, "wait", "--timeout=1s", me[3]))
                .contains("not ready after 1s: no agent answers at http://127.0.0.1:" + me[3].replaceAll("\\D", ""));
        Ended gone = operator.run("status", me[0], me[1], me[2], me[3]);
        assertThat(gone.code()).isEqualTo(1);
        assertThat(Operator.rows(gone.out())).extracting(row -> row.get(1)).containsExactly("silent", "there", "lease");
    }

    @Test
    void the_password_is_in_no_output() {
        Ended ended = Program.run(
                Map.of("FLANNELD_ETCD_PASSWORD", "s3cret", "FLANNELD_ETCD_USERNAME", "op"),
                "leases",
                "--etcd-endpoints=" + etcd.endpoint(),
                "--etcd-cafile=/no/such");

        assertThat(Operator.complaint(2, ended)).doesNotContain("s3cret");
    }
}
