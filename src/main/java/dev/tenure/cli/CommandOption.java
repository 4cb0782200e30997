package dev.tenure.cli;

import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/**
 * One option that only operators' commands have; parser, help, completion and manual are made from it.
 *
 * @param name without dashes: {@code dry-run}
 * @param letter the short form, or empty
 * @param valueName what the help calls the value; empty for a switch
 * @param values what may be given, where that is a fixed set of words; else empty
 * @param description one or two sentences for the help
 */
record CommandOption(String name, String letter, String valueName, List<String> values, String description) {
    CommandOption {
        values = List.copyOf(values);
    }

    static CommandOption toggle(String name, String description) {
        return new CommandOption(name, "", "", List.of(), description);
    }

    static CommandOption value(String name, String valueName, String description) {
        return new CommandOption(name, "", valueName, List.of(), description);
    }

    /** One of these words. */
    static CommandOption choice(String name, List<String> values, String description) {
        return new CommandOption(name, "", String.join("|", values), values, description);
    }

    CommandOption withLetter(String other) {
        return new CommandOption(name, other, valueName, values, description);
    }

    boolean isSwitch() {
        return valueName.isEmpty();
    }

    /** {@code --dry-run}. */
    String flag() {
        return "--" + name;
    }

    /** Texts only, as for the agent's options; given twice, the last one counts. */
    OptionSpec spec() {
        String[] names =
                letter.isEmpty() ? new String[] {flag(), "-" + name} : new String[] {flag(), "-" + name, "-" + letter};
        OptionSpec.Builder builder = OptionSpec.builder(names).description(description);
        return isSwitch()
                ? builder.type(boolean.class).arity("0").build()
                : builder.type(String.class)
                        .arity("1")
                        .paramLabel(valueName)
                        .completionCandidates(values)
                        .build();
    }
}
