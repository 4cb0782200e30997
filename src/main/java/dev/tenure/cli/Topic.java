package dev.tenure.cli;

/** The headings under which the help lists the commands, in this order. */
public enum Topic {
    HOST("On a host"),
    NETWORK("The whole network, from anywhere that reaches etcd"),
    PROGRAM("This program");

    private final String heading;

    Topic(String heading) {
        this.heading = heading;
    }

    public String heading() {
        return heading;
    }
}
