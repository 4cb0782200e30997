package dev.tenure.cli;

import dev.tenure.options.GivenOptions;
import dev.tenure.options.Options;
import dev.tenure.options.OptionsReader;
import dev.tenure.options.OptionsResult;
import dev.tenure.options.Shown;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code tenure etcd-role}: prints, and does not run, what makes the role that agents, or operators, need in etcd. */
public final class EtcdRoleCommand implements Command {
    private static final String PREFIX = Options.ETCD_PREFIX.flag();
    private static final String USER = Options.ETCD_USERNAME.flag();
    private static final String PASSWORD_FILE = Options.ETCD_PASSWORD_FILE.flag();
    private static final String NO_PASSWORD = "--no-password";
    private static final String OPERATOR = "--operator";
    private static final String ROLE = "--role";
    private static final String USER_DEFAULT = "tenure";
    private static final String ROLE_DEFAULT = "tenure-agent";
    private static final String OPERATOR_DEFAULT = "tenure-operator";

    @Override
    public String name() {
        return "etcd-role";
    }

    @Override
    public String summary() {
        return "Print the etcdctl commands that make the least role which agents need in etcd.";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        for (String name : new String[] {PREFIX, USER, PASSWORD_FILE, ROLE}) {
            spec.addOption(OptionSpec.builder(name, name.substring(1))
                    .type(String.class)
                    .arity("1")
                    .build());
        }
        for (String name : new String[] {NO_PASSWORD, OPERATOR}) {
            spec.addOption(OptionSpec.builder(name, name.substring(1))
                    .type(boolean.class)
                    .arity("0")
                    .build());
        }
        return spec;
    }

    @Override
    public String help() {
        return """
                Usage: tenure etcd-role [OPTION]...

                Print the etcdctl commands that make the least role which agents need in etcd, and a user
                that has it. Nothing is run and etcd is not asked: read them, then pipe them into sh where
                etcdctl reaches etcd as root.

                  --operator
                        The role that the operators' commands need instead; they may write the network
                        config, too.
                  --etcd-prefix=key
                        What every key of the network begins with, as it is given to the agents.
                        Default: %s  Variable: %s
                  --role=name
                        Name of the role. Default: %s, with --operator %s
                  --etcd-username=name
                        Name of the user, as it is given to the agents.
                        Default: %s, with --operator %s
                        Variable, unless it is an operator's: %s
                  --etcd-password-file=path
                        File with the user's password in its first line, as it is given to the agents.
                        Without it etcdctl asks for the password.
                  --no-password
                        A user that logs in by a client certificate whose common name is its name.
                  --help
                        Show this.
                """.formatted(
                        Options.ETCD_PREFIX.defaultText(),
                        Options.ETCD_PREFIX.env(),
                        ROLE_DEFAULT,
                        OPERATOR_DEFAULT,
                        USER_DEFAULT,
                        OPERATOR_DEFAULT,
                        Options.ETCD_USERNAME.env());
    }

    @Override
    public int run(ParseResult given, Surroundings surroundings) {
        // of the agent's options only the prefix has rules of its own; what else is set for the agent does not matter
        // here
        GivenOptions asked = GivenOptions.ofFlags(Map.of(
                Options.ETCD_PREFIX.name(),
                text(given, surroundings, PREFIX, Options.ETCD_PREFIX.env(), Options.ETCD_PREFIX.defaultText())));
        return switch (OptionsReader.read(asked)) {
            case OptionsResult.Bad bad ->
                surroundings.usageError(bad.sentence()).number();
            case OptionsResult.Good good ->
                print(given, good.options().etcd().prefix(), surroundings).number();
        };
    }

    private static ExitCode print(ParseResult given, String prefix, Surroundings surroundings) {
        boolean operator = given.hasMatchedOption(OPERATOR);
        // the variable is the agents', whose user must not become an operator by it
        String user = operator
                ? text(given, surroundings, USER, "", OPERATOR_DEFAULT)
                : text(given, surroundings, USER, Options.ETCD_USERNAME.env(), USER_DEFAULT);
        String role = text(given, surroundings, ROLE, "", operator ? OPERATOR_DEFAULT : ROLE_DEFAULT);
        String file = text(given, surroundings, PASSWORD_FILE, "", "");
        boolean noPassword = given.hasMatchedOption(NO_PASSWORD);
        if (!prefix.isEmpty() && !EtcdRole.isQuotable(prefix)) {
            return refuse(surroundings, PREFIX, prefix, EtcdRole.EXPECTED_QUOTABLE);
        }
        if (!EtcdRole.isName(user)) {
            return refuse(surroundings, USER, user, EtcdRole.EXPECTED_NAME);
        }
        if (!EtcdRole.isName(role)) {
            return refuse(surroundings, ROLE, role, EtcdRole.EXPECTED_NAME);
        }
        if (!file.isEmpty() && (noPassword || !EtcdRole.isQuotable(file))) {
            return refuse(
                    surroundings,
                    PASSWORD_FILE,
                    file,
                    noPassword ? "either a file or " + NO_PASSWORD : EtcdRole.EXPECTED_QUOTABLE);
        }
        EtcdRole.Login login = noPassword
                ? new EtcdRole.Login.ByCertificate()
                : file.isEmpty() ? new EtcdRole.Login.Asked() : new EtcdRole.Login.InFile(file);
        EtcdRole.Holder holder = operator ? EtcdRole.Holder.OPERATOR : EtcdRole.Holder.AGENT;
        surroundings.out().print(new EtcdRole(holder, prefix, role, user, login).script());
        return ExitCode.GOOD;
    }

    private static ExitCode refuse(Surroundings surroundings, String option, String text, String expected) {
        return surroundings.usageError(option + " " + Shown.quoted(text) + ": expected " + expected);
    }

    /** From the flag, else from the variable if it has one, else the default; an empty variable is the same as none. */
    private static String text(
            ParseResult given, Surroundings surroundings, String flag, String variable, String byDefault) {
        String fromVariable = surroundings.environment().getOrDefault(variable, "");
        return given.matchedOptionValue(flag, fromVariable.isEmpty() ? byDefault : fromVariable);
    }
}
