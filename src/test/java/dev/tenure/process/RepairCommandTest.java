package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.golden.GoldenText;
import dev.tenure.live.Operator;
import dev.tenure.process.Program.Ended;
import dev.tenure.support.EtcdServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry in which things went wrong, checked and repaired on a real etcd. */
final class RepairCommandTest extends ShellFixture {
    private static final String CONFIG = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";
    private static final String OVERLAPPING = "subnets/10.5.1.0-25";
    private static final String STRANGE = "subnets/strange";

    @BeforeEach
    void aLease() {
        network.network(CONFIG);
        network.put("subnets/10.5.1.0-24", value("192.0.2.1"), network.grant(3600));
    }

    /** Two on one subnet, of which the younger may go, and a key that is nobody's. */
    private void twoThingsWrong() {
        network.put(OVERLAPPING, value("192.0.2.2"), network.grant(3600));
        network.put(STRANGE, "x");
    }

    private static String value(String publicIp) {
        return "{\"PublicIP\":\"" + publicIp + "\",\"BackendType\":\"vxlan\",\"BackendData\":{}}";
    }

    private String report() {
        return shell.file("report.json", shell.run("check", "-o", "json").out()).toString();
    }

    private List<String> results(Ended repaired) {
        return new JsonObject(repaired.out())
                .getJsonArray("rows").stream()
                        .map(row -> (JsonObject) row)
                        .map(row -> row.getString("finding") + " " + row.getString("result"))
                        .distinct()
                        .sorted()
                        .toList();
    }

    @Test
    void check_tells_what_is_wrong_and_what_to_do() {
        Ended clean = shell.run("check");
        twoThingsWrong();
        Ended found = shell.run("check");

        assertThat(clean.code()).as(clean.out() + clean.err()).isZero();
        assertThat(clean.out()).startsWith("good: nothing is wrong");
        assertThat(found.code()).isEqualTo(1);
        GoldenText.assertSame("cli/check.txt", shell.settled(found.out()));
    }

    @Test
    void check_finds_a_reservation_that_should_be_there() {
        Path hosts = shell.file("hosts.csv", "192.0.2.5,10.5.5.0/24\n");
        Path bad = shell.file("bad.csv", "192.0.2.5,10.5.5.0/24\nnobody\n");

        Ended missing = shell.run("check", "--expect=" + hosts);
        network.put("subnets/10.5.5.0-24", value("192.0.2.5"));
        Ended there = shell.run("check", "--expect", hosts.toString());

        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.out()).contains("missing-reservation", "192.0.2.5");
        assertThat(there.code()).as(there.out()).isZero();
        Ended usage = shell.run("check", "--expect", bad.toString());
        assertThat(usage.code()).isEqualTo(2);
        assertThat(usage.errLines()).singleElement().asString().contains("--expect line 2: ");
    }

    @Test
    void hostile_keys_and_values_move_no_cursor() {
        network.putBinaryKey("\u001b[31m\nred\u0007".getBytes(StandardCharsets.UTF_8), new byte[] {27});
        network.put("subnets/10.5.7.0-24", "{\"PublicIP\":\"\u001b]0;title\u0007\"}");

        Ended found = shell.run("check");
        Ended repaired = shell.run("repair", "--from=" + report());

        assertThat(found.code()).isEqualTo(1);
        assertThat(found.out() + found.err() + repaired.out() + repaired.err()).matches("[\\x20-\\x7e\\n]*");
        assertThat(shell.run("check").out()).doesNotContain("strange-key");
    }

    @Test
    void repair_removes_what_is_as_it_was_reported_and_leaves_what_changed() {
        twoThingsWrong();
        String report = report();
        network.put(STRANGE, "somebody's after all");

        Ended dry = shell.run("repair", "--from", report, "--dry-run", "-o", "json");
        assertThat(network.find(OVERLAPPING)).isPresent();
        Ended repaired = shell.run("repair", "--from", report, "-o", "json");

        assertThat(results(dry)).containsExactly("overlap planned", "strange-key skipped");
        assertThat(repaired.code()).isEqualTo(1);
        assertThat(results(repaired)).contains("overlap done", "strange-key skipped");
        assertThat(network.find(OVERLAPPING)).isEmpty();
        assertThat(network.get(STRANGE).value()).isEqualTo("somebody's after all");
        assertThat(network.find("subnets/10.5.1.0-24")).isPresent();
    }

    @Test
    void a_repair_that_removes_all_is_good_and_a_second_one_finds_nothing_as_it_was() {
        twoThingsWrong();
        String report = report();

        Ended repaired = shell.run("repair", "--from=" + report);
        Ended again = shell.run("repair", "--from=" + report);

        assertThat(repaired.code()).as(repaired.out() + repaired.err()).isZero();
        GoldenText.assertSame("cli/repair.txt", shell.settled(repaired.out()));
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.out()).contains("skipped").doesNotContain("done ");
        assertThat(shell.run("check").code()).isZero();
    }

    @Test
    void only_names_the_kinds_that_may_go() {
        twoThingsWrong();
        String report = report();

        Ended only = shell.run("repair", "--from", report, "--only=strange-key,odd-key", "-o", "json");
        Ended unknown = shell.run("repair", "--from", report, "--only=strange-keys");

        assertThat(only.code()).as(only.err()).isZero();
        assertThat(results(only)).containsExactly("strange-key done");
        assertThat(network.find(OVERLAPPING)).isPresent();
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.errLines()).singleElement().asString().contains("did you mean strange-key?");
    }

    @Test
    void a_grant_that_a_claim_may_be_about_to_use_is_left_alone() {
        long young = network.grant(3600);
        Ended found = shell.run("check", "--grants", "--unused-grants", "-o", "json");
        String forged = shell.file(
                        "forged.json",
                        new JsonObject(found.out())
                                .put("findings", new JsonArray().add(orphan(young)))
                                .encode())
                .toString();

        Ended usual = shell.run("repair", "--from", forged);
        Ended asked = shell.run("repair", "--from", forged, "--only=orphan-grant", "-o", "json");

        assertThat(found.code()).as(found.out()).isZero();
        assertThat(found.out()).doesNotContain(Long.toHexString(young));
        assertThat(usual.out()).contains("nothing that may be removed");
        assertThat(results(asked)).containsExactly("orphan-grant skipped");
        assertThat(etcd.etcdctl("lease", "list")).contains(Long.toHexString(young));
    }

    private static JsonObject orphan(long grant) {
        return new JsonObject()
                .put("code", "orphan-grant")
                .put("keys", new JsonArray())
                .put("sentence", "1 grant carries no key")
                .put("cure", "revoke it")
                .put("repairs", new JsonArray().add(new JsonObject().put("revoke", Long.toHexString(grant))));
    }

    @Test
    void a_report_of_another_cluster_removes_nothing() {
        twoThingsWrong();
        String report = report();
        try (EtcdServer other = EtcdServer.start();
                Operator there = new Operator(other, shell.prefix())) {
            there.network(CONFIG);
            there.put(STRANGE, "x");

            Ended refused = OperatorShell.of(other, shell.prefix(), folder).run("repair", "--from", report);

            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.errLines()).singleElement().asString().contains("the report is about the etcd cluster");
            assertThat(there.find(STRANGE)).isPresent();
        }
    }

    @Test
    void on_a_terminal_it_asks_first_and_anything_but_yes_means_no() {
        twoThingsWrong();
        String report = report();

        Ended no = shell.type("\n", "repair", "--from", report);
        assertThat(network.find(STRANGE)).as(no.out()).isPresent();
        Ended yes = shell.type("y\n", "repair", "--from", report);

        assertThat(no.code()).isEqualTo(1);
        assertThat(no.out()).contains("would be removed", "[y/N]", "nothing was removed");
        assertThat(yes.code()).as(yes.out()).isZero();
        assertThat(network.find(STRANGE)).isEmpty();
        network.put(STRANGE, "x");
        assertThat(shell.type("", "repair", "--yes", "--from", report()).code()).isZero();
        assertThat(network.find(STRANGE)).isEmpty();
    }

    @Test
    void two_operators_with_one_report_remove_each_thing_once() throws Exception {
        twoThingsWrong();
        String report = report();
        long before = network.revision();

        List<Process> both = Stream.of(0, 1)
                .map(i -> shell.start("repair", "--from", report))
                .toList();
        for (Process operator : both) {
            assertThat(operator.waitFor()).isIn(0, 1);
        }

        assertThat(network.find(OVERLAPPING)).isEmpty();
        assertThat(network.find(STRANGE)).isEmpty();
        assertThat(network.revision()).isEqualTo(before + 2);
        assertThat(network.find("subnets/10.5.1.0-24")).isPresent();
    }
}
