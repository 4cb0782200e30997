package dev.tenure.cli.manual;

import dev.tenure.cli.Cli;
import dev.tenure.cli.Command;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The whole manual: a page for the program and one for each command. Pure. */
public final class Manual {
    private static final String PROGRAM = "tenure";

    private Manual() {}

    /**
     * The pages by the names of their files, such as {@code tenure-agent.1}.
     *
     * @param version the release that they are about
     * @param date its day, as {@code 2026-11-23}
     */
    public static Map<String, String> pages(List<Command> commands, String version, String date) {
        List<Command> all = commands.stream().flatMap(Manual::withThoseBelow).toList();
        Map<String, String> pages = new TreeMap<>();
        ManPage program = new ManPage(
                PROGRAM,
                "give each host of a flannel network its subnet lease in etcd",
                Cli.overview(commands),
                all.stream().map(Manual::name).toList());
        pages.put(PROGRAM + ".1", program.roff(version, date));
        for (Command command : all) {
            List<String> others = Stream.concat(
                            Stream.of(PROGRAM), command.below().stream().map(Manual::name))
                    .toList();
            ManPage page = new ManPage(name(command), command.summary(), command.help(), others);
            pages.put(name(command) + ".1", page.roff(version, date));
        }
        return pages;
    }

    private static Stream<Command> withThoseBelow(Command command) {
        return Stream.concat(Stream.of(command), command.below().stream().flatMap(Manual::withThoseBelow));
    }

    /** {@code tenure-network-plan}, which {@code man tenure network plan} finds too. */
    private static String name(Command command) {
        return PROGRAM + "-" + command.path().replace(' ', '-');
    }
}
