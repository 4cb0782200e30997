package dev.tenure.cli;

import dev.tenure.options.Shown;
import dev.tenure.registry.RegistryRecords;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The least that an agent or an operator needs in an etcd with authentication, as etcdctl commands that a shell may be given as they are: no
 * text of it means anything to the shell but itself. Pure.
 *
 * @param holder for whom it is
 * @param prefix what every key begins with, without a slash at the end
 * @param role the name of the role
 * @param user the name of the user that gets it
 * @param login how the user logs in
 */
record EtcdRole(Holder holder, String prefix, String role, String user, Login login) {
    /** What a name or a path may hold; etcdctl reads what follows a colon as a password, and a dash as an option. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}");

    /** Within single quotes a shell leaves everything as it is but the single quote. */
    private static final Pattern QUOTABLE = Pattern.compile("[!-&(-~]+");

    static final String EXPECTED_NAME =
            "at most 64 letters, digits, dots, dashes, underscores and @, and no dash or dot at the start";
    static final String EXPECTED_QUOTABLE = "a text without spaces and single quotes, and no dash at the start";

    /** For whom a role is. */
    enum Holder {
        AGENT,
        OPERATOR
    }

    /** How a user shows who it is. */
    sealed interface Login {
        /** etcdctl asks for the password. */
        record Asked() implements Login {}

        /** The password is the first line of a file, as it is for {@code --etcd-password-file} of the agent. */
        record InFile(String path) implements Login {}

        /** The common name of the client certificate is the user's name. */
        record ByCertificate() implements Login {}
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static boolean isQuotable(String text) {
        return QUOTABLE.matcher(text).matches() && !text.startsWith("-");
    }

    String script() {
        return String.join("\n", opening(), permissions(), userWithRole(), closing());
    }

    private String opening() {
        return """
                # The least that the %1$ss of Tenure need in an etcd with authentication: one role, and one user that has it.
                # Run it once as root of that etcd: set ETCDCTL_ENDPOINTS, ETCDCTL_USER and what else etcdctl needs to get
                # there, and pipe this into sh. It ends at the first command that fails.
                set -eu
                export ETCDCTL_API=3
                """.formatted(holder.name().toLowerCase(Locale.ROOT));
    }

    private String permissions() {
        String all = quoted(prefix + "/");
        return switch (holder) {
            case AGENT -> """
                etcdctl role add %1$s

                # read on the whole prefix: an agent reads the network config and every lease in one transaction, and follows
                # both by one watch, which etcd grants only to who may read the whole of its range
                etcdctl role grant-permission --prefix=true %1$s read %2$s

                # write on the leases alone: an agent claims, updates and releases its own key, each time on the condition that
                # nobody else has changed it; the network config is for operators to write
                etcdctl role grant-permission --prefix=true %1$s write %3$s

                # Nothing more: grants (what etcd itself calls leases) are made and kept alive by whoever is logged in.
                """.formatted(quoted(role), all, quoted(prefix + "/" + RegistryRecords.SUBNETS));
            case OPERATOR -> """
                etcdctl role add %1$s

                # read and write on the whole prefix: an operator also writes the network config, makes and removes reservations,
                # and deletes keys that are no leases, each time on the condition that nobody else has changed them
                etcdctl role grant-permission --prefix=true %1$s readwrite %2$s

                # Nothing more: grants (what etcd itself calls leases) are listed by whoever is logged in.
                """.formatted(quoted(role), all);
        };
    }

    private String userWithRole() {
        String add = "etcdctl user add " + quoted(user);
        String how = switch (login) {
            case Login.Asked asked -> "# etcdctl asks for the password\n" + add + " </dev/tty";
            case Login.InFile file -> """
                            # etcdctl would take what stands before the first space for the whole password
                            if head -n 1 %1$s | grep -q '[[:space:]]'; then
                                echo 'the password in its file holds white space, which etcdctl cannot read' >&2
                                exit 1
                            fi
                            %2$s --interactive=false <%1$s""".formatted(quoted(file.path()), add);
            case Login.ByCertificate certificate ->
                "# no password: agents show a client certificate whose common name is the user's name\n"
                        + add
                        + " --no-password";
        };
        return how + "\netcdctl user grant-role " + quoted(user) + " " + quoted(role) + "\n";
    }

    private static String closing() {
        return """
                # If it is not on yet, "etcdctl auth enable" switches authentication on; it wants a user root with the role root.
                """;
    }

    private static String quoted(String text) {
        if (!isQuotable(text)) {
            throw new IllegalArgumentException(Shown.quoted(text) + " can't be quoted: expected " + EXPECTED_QUOTABLE);
        }
        return "'" + text + "'";
    }
}
