package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.golden.GoldenText;
import dev.tenure.host.HostReader;
import dev.tenure.process.Program.Ended;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpFamily;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The network config in an operator's hands: shown, checked, planned and set, on a real etcd. */
final class NetworkCommandTest extends ShellFixture {
    private static final String CONFIG =
            "{\"Network\": \"10.5.0.0/16\",\n\t\"Backend\": {\"Type\": \"vxlan\"}, \"Mine\": 1}";
    private static final String SMALL =
            "{\"Network\":\"10.5.0.0/22\",\"SubnetLen\":24,\"Backend\":{\"Type\":\"host-gw\"}}";
    private static final String LARGER =
            "{\"Network\":\"10.4.0.0/15\",\"SubnetLen\":24,\"Backend\":{\"Type\":\"vxlan\"}}";

    private void threeHosts() {
        network.network(CONFIG);
        long grant = network.grant(3600);
        network.put("subnets/10.5.1.0-24", value("192.0.2.1"), grant);
        network.put("subnets/10.5.9.0-24", value("192.0.2.9"), grant);
        network.put("subnets/10.5.8.0-24", value("192.0.2.8"));
    }

    private static String value(String publicIp) {
        return "{\"PublicIP\":\"" + publicIp + "\",\"BackendType\":\"vxlan\",\"BackendData\":{}}";
    }

    private long revision() {
        return network.get("config").modRevision();
    }

    // ---- show

    @Test
    void show_tells_the_text_what_it_means_and_how_its_pool_is_used() {
        threeHosts();

        Ended shown = shell.run("network", "show");
        JsonObject json =
                new JsonObject(shell.run("network", "show", "-o", "json").out());

        assertThat(shown.code()).as(shown.err()).isZero();
        GoldenText.assertSame("cli/network-show.txt", shell.settled(shown.out()));
        assertThat(json.getString("text")).isEqualTo(CONFIG);
        assertThat(json.getLong("revision")).isEqualTo(revision());
        assertThat(json.getJsonArray("families").getJsonObject(0).getInteger("leased"))
                .isEqualTo(2);
    }

    @Test
    void what_show_gives_raw_can_be_set_again_and_means_the_same() {
        network.network(CONFIG);

        String raw = shell.run("network", "show", "--raw").out();
        Ended set = shell.pipe(raw, "network", "set", "-");

        assertThat(new JsonObject(raw)).isEqualTo(new JsonObject(CONFIG));
        assertThat(set.code()).as(set.err()).isZero();
        assertThat(set.out()).contains("nothing changes that an agent looks at");
        assertThat(network.get("config").value()).isEqualTo(raw);
    }

    @Test
    void show_says_where_there_is_none_and_what_is_wrong_with_one_that_nobody_can_use() {
        Ended none = shell.run("network", "show");
        network.network("{\"Network\":\"10.5.0.0/33\"}");
        Ended broken = shell.run("network", "show");

        assertThat(none.code()).isEqualTo(1);
        assertThat(none.out()).isEmpty();
        assertThat(none.errLines()).singleElement().asString().contains("there is no network config at", "network set");
        assertThat(broken.code()).isEqualTo(1);
        GoldenText.assertSame("cli/network-show-broken.txt", shell.settled(broken.out()));
    }

    @Test
    void hostile_text_moves_no_cursor() {
        network.network("{\"Network\":\"\u001b[2J10.5.0.0/16\r\u202e\",\"\u0007\":1}");

        Ended shown = shell.run("network", "show");
        Ended json = shell.run("network", "show", "-o", "json");

        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.out() + shown.err() + json.out() + json.err()).matches("[\\x20-\\x7e\\n]*");
        assertThat(new JsonObject(json.out()).getString("text")).contains("\u001b[2J", "\u202e");
    }

    // ---- check

    @Test
    void check_names_the_field_and_the_cure_of_every_mistake_and_asks_no_etcd() {
        OperatorShell alone = new OperatorShell("http://127.0.0.1:1", "/net", folder);
        Path file = alone.file(
                "bad.json",
                "{\"Network\":\"10.5.0.0/16\",\"SubnetMin\":\"10.6.0.0\",\"SubnetMax\":\"10.5.7.9\",\"Backend\":{\"Typ\":\"vxlan\"}}");

        Ended bad = alone.run("network", "check", file.toString());
        Ended json = alone.run("network", "check", "-o", "json", file.toString());
        Ended good = alone.pipe(CONFIG, "network", "check", "-");

        assertThat(bad.code()).isEqualTo(1);
        GoldenText.assertSame("cli/network-check.txt", bad.out());
        assertThat(json.code()).isEqualTo(1);
        assertThat(new JsonObject(json.out())
                        .getJsonArray("findings").stream().map(finding -> ((JsonObject) finding).getString("field")))
                .contains("SubnetMin", "SubnetMax");
        assertThat(good.code()).as(good.err()).isZero();
        assertThat(good.out()).endsWith("good: an agent can use it\n");
    }

    // ---- plan

    @Test
    void plan_says_host_by_host_what_happens_and_writes_nothing() {
        threeHosts();
        long before = network.revision();
        String file = shell.file("small.json", SMALL).toString();

        Ended plan = shell.run("network", "plan", "--no-routes", file);
        Ended moving = shell.run("network", "plan", "--no-routes", "--moving", "-o", "json", file);

        assertThat(plan.code()).isEqualTo(1);
        GoldenText.assertSame("cli/network-plan.txt", shell.settled(plan.out()));
        JsonObject json = new JsonObject(moving.out()).getJsonObject("plan");
        assertThat(json.getBoolean("destructive")).isTrue();
        assertThat(json.getLong("networkRevision")).isEqualTo(revision());
        assertThat(steps(json)).containsExactly("10.5.8.0-24 leave-reservation", "10.5.9.0-24 move");
        assertThat(network.revision()).isEqualTo(before);
    }

    private static List<String> steps(JsonObject plan) {
        JsonArray hosts = plan.getJsonArray("hosts");
        return hosts.stream()
                .map(host -> (JsonObject) host)
                .map(host -> host.getString("key") + " " + host.getString("step"))
                .toList();
    }

    @Test
    void a_plan_that_costs_nobody_anything_is_harmless() {
        threeHosts();

        Ended plan = shell.run(
                "network",
                "plan",
                "--no-routes",
                shell.file("larger.json", LARGER).toString());

        assertThat(plan.code()).as(plan.out() + plan.err()).isZero();
        GoldenText.assertSame("cli/network-plan-harmless.txt", shell.settled(plan.out()));
    }

    @Test
    void plan_sees_where_this_hosts_own_routes_are_in_the_way() throws IOException {
        Optional<Cidr> route = new HostReader()
                .routes().stream()
                        .filter(known -> known.family() == IpFamily.IPV4 && known.length() > 0 && known.length() <= 28)
                        .findFirst();
        String destination = route.map(Cidr::toString).orElse("10.5.0.0/16");
        String file = shell.file("routed.json", "{\"Network\":\"" + destination + "\"}")
                .toString();

        Ended plan = shell.run("network", "plan", file);
        Ended without = shell.run("network", "plan", "--no-routes", file);

        assertThat(plan.out().contains("to which this host has a route")).isEqualTo(route.isPresent());
        assertThat(plan.code()).isEqualTo(route.isPresent() ? 1 : 0);
        assertThat(without.code()).isZero();
    }

    // ---- set

    @Test
    void set_refuses_what_the_plan_finds_destructive_unless_it_is_meant() {
        threeHosts();
        String file = shell.file("small.json", SMALL).toString();

        Ended refused = shell.run("network", "set", "--no-routes", file);
        Ended dry = shell.run("network", "set", "--no-routes", "--force", "--dry-run", file);

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.errLines()).singleElement().asString().contains("2 of 3 hosts must move", "--force");
        assertThat(dry.code()).as(dry.err()).isZero();
        assertThat(dry.out()).contains("danger: ", "would be put");
        assertThat(network.get("config").value()).isEqualTo(CONFIG);

        Ended forced = shell.run("network", "set", "--no-routes", "--force", file);

        assertThat(forced.code()).as(forced.err()).isZero();
        GoldenText.assertSame("cli/network-set-forced.txt", shell.settled(forced.out()));
        assertThat(network.get("config").value()).isEqualTo(SMALL);
    }

    @Test
    void set_puts_the_first_network_config_to_the_letter() {
        Ended set = shell.pipe(CONFIG, "network", "set", "--revision=0", "--no-routes", "-o", "json", "-");

        JsonObject json = new JsonObject(set.out());
        assertThat(set.code()).as(set.err()).isZero();
        assertThat(json.getString("outcome")).isEqualTo("done");
        assertThat(json.getLong("revision")).isEqualTo(revision());
        assertThat(network.get("config").value()).isEqualTo(CONFIG);
    }

    @Test
    void set_does_not_touch_etcd_with_a_text_that_no_agent_can_use() {
        threeHosts();

        Ended set = shell.pipe("{\"Network\":\"10.5.0.0\"}", "network", "set", "--force", "-");

        assertThat(set.code()).isEqualTo(1);
        assertThat(set.errLines()).singleElement().asString().contains("Network is \"10.5.0.0\"");
        assertThat(network.get("config").value()).isEqualTo(CONFIG);
    }

    @Test
    void a_network_config_that_changed_since_the_plan_is_not_written_over() {
        network.network(CONFIG);
        String file = shell.file("larger.json", LARGER).toString();
        JsonObject plan = new JsonObject(shell.run("network", "plan", "--no-routes", "-o", "json", file)
                        .out())
                .getJsonObject("plan");
        network.network(SMALL);

        String seen = "--revision=" + plan.getLong("networkRevision");
        Ended late = shell.run("network", "set", "--no-routes", seen, "-o", "json", file);

        assertThat(late.code()).isEqualTo(1);
        assertThat(new JsonObject(late.out()).getString("code")).isEqualTo("network-config-changed");
        assertThat(network.get("config").value()).isEqualTo(SMALL);
    }

    @Test
    void of_two_operators_who_saw_the_same_one_network_config_is_set() throws Exception {
        network.network(CONFIG);
        String revision = "--revision=" + revision();
        List<String> texts = List.of(LARGER, LARGER.replace("10.4.0.0/15", "10.0.0.0/8"));
        List<Process> operators = Stream.of(0, 1)
                .map(i -> shell.start(
                        "network",
                        "set",
                        "--no-routes",
                        revision,
                        shell.file("of-" + i, texts.get(i)).toString()))
                .toList();

        int first = operators.get(0).waitFor();
        int second = operators.get(1).waitFor();

        assertThat(List.of(first, second)).containsExactlyInAnyOrder(0, 1);
        assertThat(network.get("config").value()).isEqualTo(texts.get(first == 0 ? 0 : 1));
        assertThat(network.get("config").version()).isEqualTo(2);
    }
}
