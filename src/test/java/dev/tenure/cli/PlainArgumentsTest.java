package dev.tenure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.options.IgnoredOptions;
import dev.tenure.options.Option;
import dev.tenure.options.Options;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What is read without the parser is what the parser would have read, and an agent as people start it needs none. */
class PlainArgumentsTest {
    private static final List<String> VALUES =
            List.of("lo", "10.1.0.0/16", "a=b", "true", "false", "5s", "@file", "é", "");
    private static final List<String> ODD = List.of(
            "--",
            "-",
            "",
            "-h",
            "--help",
            "--version",
            "word",
            "--nope",
            "--nope=1",
            "-x",
            "--=v",
            "=v",
            "agent",
            "--iface-");

    private final AgentCommand agent = new AgentCommand(Vertx::vertx, (vertx, source, options) -> 0);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--etcd-endpoints=http://127.0.0.1:2379 --etcd-prefix=/coreos.com/network --iface=eth0",
                "-etcd-endpoints http://a:2379,http://b:2379 -iface eth0 -ip-masq -subnet-file /run/flannel/subnet.env",
                "--ip-masq --kube-subnet-mgr=false --healthz-port=9475",
                "--iface=eth0 --iface=eth1 --ip-masq",
                "--etcd-username=tenure --etcd-password=a=b",
            })
    void an_agent_as_people_start_it_needs_no_parser(String line) {
        List<String> args = List.of(line.split(" "));

        assertThat(PlainArguments.read(args)).isPresent().isEqualTo(parsed(args));
    }

    @Test
    void an_agent_without_any_option_needs_no_parser() {
        assertThat(PlainArguments.read(List.of())).contains(Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-h",
                "--version",
                "--nope",
                "word",
                "--iface",
                "--iface=",
                "--iface --ip-masq",
                "--ip-masq lo",
                "--ip-masq --nope",
                "--",
                "iface=lo",
                "---iface=lo"
            })
    void what_is_not_plain_is_left_to_the_parser(String line) {
        assertThat(PlainArguments.read(List.of(line.split(" ")))).isEmpty();
    }

    @Test
    void what_is_read_without_the_parser_is_what_the_parser_reads() {
        RandomGenerator random = Seed.forTest("PlainArgumentsTest").random();
        int plain = 0;
        for (int i = 0; i < 3_000; i++) {
            List<String> args = arguments(random);
            Optional<Map<String, List<String>>> read = PlainArguments.read(args);
            if (read.isPresent()) {
                plain++;
                assertThat(read).as("%s", args).isEqualTo(parsed(args));
            }
        }
        System.out.println("  " + plain + " of 3000 lists of arguments needed no parser");
        assertThat(plain).isGreaterThan(500);
    }

    private static List<String> arguments(RandomGenerator random) {
        List<String> names =
                new ArrayList<>(IgnoredOptions.all().keySet().stream().sorted().toList());
        Options.ALL.stream().map(Option::name).forEach(names::add);
        List<String> args = new ArrayList<>();
        for (int n = random.nextInt(4); n >= 0; n--) {
            String flag = (random.nextBoolean() ? "--" : "-") + one(names, random);
            switch (random.nextInt(8)) {
                case 0 -> args.add(one(ODD, random));
                case 1 -> args.add(flag);
                case 2, 3 -> args.addAll(List.of(flag, one(VALUES, random)));
                default -> args.add(flag + "=" + one(VALUES, random));
            }
        }
        return args;
    }

    private static String one(List<String> of, RandomGenerator random) {
        return of.get(random.nextInt(of.size()));
    }

    /** As the parser reads it; empty where it refuses, or shows help. */
    private Optional<Map<String, List<String>>> parsed(List<String> args) {
        CommandLine parser = Cli.parser(List.of(agent), every -> true);
        List<String> all = new ArrayList<>(List.of("agent"));
        all.addAll(args);
        try {
            ParseResult given = parser.parseArgs(all.toArray(String[]::new)).subcommand();
            boolean isOther = given.isUsageHelpRequested() || given.isVersionHelpRequested();
            return isOther ? Optional.empty() : Optional.of(AgentCommand.flags(given));
        } catch (ParameterException refused) {
            return Optional.empty();
        }
    }
}
