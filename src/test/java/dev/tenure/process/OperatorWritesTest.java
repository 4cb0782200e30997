package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tenure.process.Program.Ended;
import dev.tenure.support.EtcdServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that write, as the program runs them on a real etcd. */
final class OperatorWritesTest {
    private static final String IP = "192.0.2.7";

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

    @Test
    void the_lease_of_a_live_host_becomes_a_reservation_and_a_lease_again_on_the_same_subnet() {
        Host host = Host.of(etcd, "convert", folder).withNetwork();
        Operator operator = Operator.of(host);
        try (RunningAgent agent = host.start()) {
            agent.awaitReady();
            String key = host.keys().getFirst().text();

            assertThat(operator.out("reserve", "--public-ip=" + IP, "--dry-run"))
                    .contains(IP);
            assertThat(host.keys().getFirst().grant()).isNotZero();
            operator.out("reserve", "--public-ip=" + IP);
            assertThat(host.keys()).singleElement().matches(now -> now.text().equals(key) && now.grant() == 0);
            assertThat(agent.get("/readyz").status()).isEqualTo(200);

            operator.out("unreserve", "--public-ip=" + IP);
            assertThat(host.keys()).singleElement().matches(now -> now.text().equals(key) && now.grant() != 0);
            assertThat(agent.get("/readyz").status()).isEqualTo(200);
        }
    }

    @Test
    void a_reservation_goes_all_its_ways() {
        Host host = Host.of(etcd, "ways", folder).withNetwork();
        Operator operator = Operator.of(host);

        assertThat(operator.json("reserve", "10.5.9.0/24", "--public-ip=" + IP, "--dry-run")
                        .getString("outcome"))
                .isEqualTo("planned");
        assertThat(host.keys()).isEmpty();

        JsonObject made = operator.json("reserve", "10.5.9.0/24", "--public-ip=" + IP);
        assertThat(made.getString("outcome")).isEqualTo("done");
        assertThat(host.keys()).extracting(Host.Key::text, Host.Key::grant).containsExactly(tuple("10.5.9.0-24", 0L));
        assertThat(operator.json("reserve", "10.5.9.0/24", "--public-ip=" + IP).getString("outcome"))
                .isEqualTo("nothing");

        assertThat(operator.complaint(1, "reserve", "10.5.9.0/24", "--public-ip=192.0.2.8"))
                .contains(IP);
        Ended refused = operator.run("reserve", "10.6.9.0/24", "--public-ip=192.0.2.8", "-o", "json");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).isEmpty();
        assertThat(new JsonObject(refused.out()).getString("outcome")).isEqualTo("refused");

        assertThat(operator.out("unreserve", "10.5.9.0/24", "--ttl=1h")).contains("becomes a lease");
        assertThat(host.keys().getFirst().grant()).isNotZero();
        assertThat(operator.complaint(1, "release", "10.5.9.0/24")).contains("--force");
        assertThat(operator.out("release", "10.5.9.0/24", "--force")).contains("is deleted");
        assertThat(host.keys()).isEmpty();
    }

    @Test
    void a_host_reserves_and_releases_for_itself_as_its_agent_is_told_who_it_is() {
        Host host = Host.of(etcd, "self", folder).withNetwork();
        Path options = host.optionsFile("etcd-endpoints=" + host.endpoint() + "\netcd-prefix=" + host.prefix()
                + "\npublic-ip=" + IP + "\nmtu=1400\n");
        String[] asAgent = {"--config=" + options, "--iface=lo"};

        Ended reserved = Program.run(Map.of(), "reserve", "--self", asAgent[0], asAgent[1]);
        assertThat(reserved.code()).as("%s", reserved).isZero();
        assertThat(host.keys()).singleElement().matches(key -> key.value().contains(IP));
        assertThat(Program.run(Map.of(), "unreserve", "--self", asAgent[0], asAgent[1])
                        .code())
                .isZero();
        assertThat(Program.run(Map.of(), "release", asAgent[0], asAgent[1]).out())
                .contains("is deleted");
        assertThat(host.keys()).isEmpty();
    }

    @Test
    void a_host_that_is_gone_loses_its_reservation_and_every_other_keeps_its_own() {
        Host host = Host.of(etcd, "delete", folder).withNetwork();
        Operator operator = Operator.of(host);
        operator.out("reserve", "10.5.9.0/24", "--public-ip=" + IP);
        operator.out("reserve", "10.5.10.0/24", "--public-ip=192.0.2.8");

        operator.out("unreserve", "--public-ip=" + IP, "--delete");

        assertThat(host.keys()).extracting(Host.Key::text).containsExactly("10.5.10.0-24");
    }

    @Test
    void a_file_is_checked_whole_then_written_and_its_report_goes_on_where_it_ended() {
        Host host = Host.of(etcd, "file", folder).withNetwork();
        Operator operator = Operator.of(host);
        operator.out("reserve", "10.5.9.0/24", "--public-ip=192.0.2.99");
        Path file = host.write("hosts.csv", "192.0.2.1,,10.5.1.0/24\n192.0.2.2\n192.0.2.3,,10.5.9.0/24\n");
        Path report = host.folder().resolve("report.csv");

        Ended whole = operator.run("reserve", "-f", file.toString(), "--report=" + report);
        assertThat(whole.code()).isEqualTo(1);
        assertThat(whole.err()).contains("nothing was written");
        assertThat(whole.out()).contains("refused: 1, not-tried: 2");
        assertThat(host.keys()).hasSize(1);

        Ended most = operator.run("reserve", "-f", file.toString(), "--keep-going", "--report=" + report);
        assertThat(most.code()).isEqualTo(1);
        assertThat(host.keys()).hasSize(3);

        operator.out("unreserve", "10.5.9.0/24", "--delete");
        Ended rest = operator.run("reserve", "-f", report.toString(), "-o", "json");
        assertThat(rest.code()).as("%s", rest).isZero();
        assertThat(rest.err()).isEqualTo("tenure: reserving: 1 of 1\n");
        assertThat(new JsonObject(rest.out()).getJsonArray("rows")).hasSize(3);
        assertThat(host.keys())
                .extracting(Host.Key::text)
                .contains("10.5.1.0-24", "10.5.9.0-24")
                .hasSize(3);
    }

    @Test
    void lines_that_are_no_hosts_are_named_and_nothing_is_written() {
        Host host = Host.of(etcd, "no-hosts", folder).withNetwork();
        Path file = host.write("hosts.csv", "192.0.2.1\n192.0.2.2\033[2J\n192.0.2.3,,10.5.9.7/24\n");

        Ended ended = Operator.of(host).run("reserve", "-f", file.toString());

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("tenure: line 2: ", "tenure: line 3: ").doesNotContain("\033");
        assertThat(host.keys()).isEmpty();
    }

    @Test
    void of_operators_who_want_one_subnet_at_once_one_has_it_and_the_others_hear_who() {
        Host host = Host.of(etcd, "race", folder).withNetwork();
        Operator operator = Operator.of(host);

        List<CompletableFuture<Ended>> running = IntStream.rangeClosed(1, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> operator.run("reserve", "10.5.9.0/24", "--public-ip=192.0.2." + i)))
                .toList();
        Map<Integer, List<Ended>> ended =
                running.stream().map(CompletableFuture::join).collect(Collectors.groupingBy(Ended::code));

        assertThat(ended.keySet()).as("%s", ended).containsExactlyInAnyOrder(0, 1);
        assertThat(ended.get(0)).hasSize(1);
        assertThat(host.keys()).hasSize(1);
        String winner = new JsonObject(host.keys().getFirst().value()).getString("PublicIP");
        assertThat(ended.get(1))
                .allSatisfy(lost -> assertThat(Operator.complaint(1, lost)).contains(winner));
    }
}
