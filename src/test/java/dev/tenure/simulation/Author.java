package dev.tenure.simulation;

/**
 * Who a revision is by: agents must keep the rules, outsiders need not, and time ends grants.
 *
 * @param name the host's, or what an outsider goes by
 */
record Author(Kind kind, String name) {
    static final Author TIME = new Author(Kind.TIME, "time");
    static final Author OPERATOR = new Author(Kind.OUTSIDER, "an operator");

    enum Kind {
        AGENT,
        OUTSIDER,
        TIME
    }

    static Author agent(String host) {
        return new Author(Kind.AGENT, host);
    }

    boolean isOutsider() {
        return kind == Kind.OUTSIDER;
    }
}
