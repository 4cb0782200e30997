package dev.tenure.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code tenure version}. */
public final class VersionCommand implements Command {
    @Override
    public String name() {
        return "version";
    }

    @Override
    public String summary() {
        return "Say which build this is.";
    }

    @Override
    public CommandSpec spec() {
        return CommandSpec.create();
    }

    @Override
    public String help() {
        return "Usage: tenure version\n\n" + summary() + "\n\n  --help\n        Show this.\n";
    }

    @Override
    public int run(ParseResult given, Surroundings surroundings) {
        surroundings.out().println(Version.ofThisBuild());
        return ExitCode.GOOD.number();
    }
}
