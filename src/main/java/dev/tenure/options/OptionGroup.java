package dev.tenure.options;

/** The headings under which {@code --help} lists the options, in this order. */
public enum OptionGroup {
    ETCD("etcd"),
    HOST("Interface and addresses of this host"),
    LEASE("The lease"),
    OUTPUT("What the agent writes and serves"),
    HOOKS("Hooks"),
    RUNNING("Running");

    private final String heading;

    OptionGroup(String heading) {
        this.heading = heading;
    }

    public String heading() {
        return heading;
    }
}
