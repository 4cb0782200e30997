package dev.tenure.cli;

import dev.tenure.options.IgnoredOptions;
import dev.tenure.options.Option;
import dev.tenure.options.OptionGroup;
import dev.tenure.options.Options;
import java.util.List;
import java.util.TreeSet;

/** The help pages, made from the tables of options and commands. Pure. */
final class HelpText {
    static final String HELP_SUMMARY = "Show this, or with a command's name its options.";

    private static final int WIDTH = 100;

    private final StringBuilder text = new StringBuilder();

    private HelpText() {}

    /** What {@code tenure help} prints. */
    static String overview(List<Command> commands) {
        HelpText help = new HelpText();
        help.line("Usage: tenure COMMAND [OPTION]...");
        help.line("");
        help.line("Gives each host of a flannel network its subnet lease in etcd, and keeps it.");
        for (Topic topic : Topic.values()) {
            help.line("");
            help.line(topic.heading());
            commands.stream()
                    .filter(command -> command.topic() == topic)
                    .forEach(command -> help.line("  " + pad(command.name()) + command.summary()));
        }
        help.line("  " + pad("help") + HELP_SUMMARY);
        help.line("");
        help.wrap(
                "",
                "\"tenure help COMMAND\" tells the options of one and shows examples. Those that ask etcd take the"
                        + " options, variables and file of the agent, so where one is configured they need none.");
        help.line("");
        help.line("Exit codes: 0 good, 1 found something or refused, 2 usage, 3 etcd unreachable.");
        return help.text.toString();
    }

    private static String pad(String name) {
        return name + " ".repeat(Math.max(1, 12 - name.length()));
    }

    /** What {@code tenure agent --help} prints. */
    static String agent() {
        HelpText help = new HelpText();
        help.line("Usage: tenure agent [OPTION]...");
        help.line("");
        help.wrap("", "Takes a flannel subnet lease in etcd, keeps it and writes subnet.env, until it is stopped.");
        help.line("");
        help.wrap(
                "",
                "Options are written --x=v, --x v, -x=v or -x v; each can also be given by the environment variable"
                        + " below it, or as x=v in the file of options. A flag wins over a variable, a variable over"
                        + " the file. An empty variable is the same as none.");
        for (OptionGroup group : OptionGroup.values()) {
            help.line("");
            help.line(group.heading());
            Options.ALL.stream().filter(option -> option.group() == group).forEach(help::option);
        }
        help.help();
        help.line("  --version");
        help.line("        Say which build this is.");
        help.line("");
        help.wrap(
                "",
                "Accepted without effect, for those who come from flanneld: "
                        + String.join(", ", new TreeSet<>(IgnoredOptions.all().keySet())) + ".");
        return help.text.toString();
    }

    /** What {@code tenure <command> --help} prints for a command that only has others below it. */
    static String group(Command command, String description, List<String> examples) {
        HelpText help = new HelpText();
        help.line("Usage: tenure " + command.path() + " COMMAND [OPTION]...");
        help.line("");
        help.wrap("", description.strip().replace('\n', ' '));
        help.line("");
        command.below().forEach(below -> help.line("  " + pad(below.name()) + below.summary()));
        help.line("");
        help.line("For example:");
        examples.forEach(example -> help.line("  " + example));
        help.line("");
        help.line("\"tenure help " + command.path() + " COMMAND\" tells the options of one.");
        return help.text.toString();
    }

    /** What {@code tenure <command> --help} prints for an operators' command. */
    static String of(OperatorCommand command) {
        HelpText help = new HelpText();
        String arguments = command.arguments().isEmpty() ? "" : " " + command.arguments();
        help.line("Usage: tenure " + command.path() + arguments + " [OPTION]...");
        for (String paragraph : command.description().strip().split("\n\n", -1)) {
            help.line("");
            help.wrap("", paragraph.replace('\n', ' '));
        }
        help.line("");
        command.allOwnOptions().forEach(help::own);
        help.help();
        help.line("");
        help.wrap(
                "",
                "As for the agent, so that they need not be given where the agent is configured; a flag wins over a"
                        + " variable, a variable over the file of options:");
        help.line("");
        command.agentOptions().forEach(help::brief);
        help.line("");
        help.wrap(
                "",
                "Exit codes: 0 good, 1 " + command.oneMeans() + ", 2 usage, 3 etcd gave no answer that can be used.");
        help.line("");
        help.line("For example:");
        command.examples().forEach(example -> help.line("  " + example));
        return help.text.toString();
    }

    private void help() {
        line("  --help");
        line("        Show this.");
    }

    private void own(CommandOption option) {
        String letter = option.letter().isEmpty() ? "" : "-" + option.letter() + ", ";
        line("  " + letter + option.flag() + (option.isSwitch() ? "" : "=" + option.valueName()));
        wrap("        ", option.description());
    }

    private void brief(Option<?> option) {
        line("  " + option.flag() + "=" + option.valueName() + "  " + option.env());
    }

    private void option(Option<?> option) {
        boolean isSwitch = option.shape() == Option.Shape.SWITCH;
        line("  " + option.flag() + (isSwitch ? "[=" + option.valueName() + "]" : "=" + option.valueName()));
        wrap("        ", option.description());
        String byDefault = option.defaultText().isEmpty() ? "" : "Default: " + option.defaultText() + "  ";
        wrap("        ", byDefault + "Variable: " + option.env());
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** Breaks at spaces so that no line is longer than the width, unless one word is. */
    private void wrap(String indent, String paragraph) {
        StringBuilder line = new StringBuilder(indent);
        for (String word : paragraph.split(" ", -1)) {
            if (line.length() > indent.length() && line.length() + 1 + word.length() > WIDTH) {
                line(line.toString());
                line = new StringBuilder(indent);
            }
            line.append(line.length() > indent.length() ? " " : "").append(word);
        }
        line(line.toString());
    }
}
