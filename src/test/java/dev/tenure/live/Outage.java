package dev.tenure.live;

import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** An etcd with one way of being away for a while, and of coming back with everything that it knew. */
final class Outage implements AutoCloseable {
    /** Ways of being away. */
    enum Form {
        /** The process is gone and nobody listens. */
        KILLED,
        /** The network takes no connection. */
        REFUSED,
        /** The network takes everything and delivers nothing. */
        SILENT,
        /** Likewise, and no connection outlives it. */
        CUT_OFF,
        /** The process is stopped; its kernel goes on taking connections. */
        FROZEN,
        /** One of three members is gone. */
        ONE_OF_THREE_KILLED,
        /** One of three members is stopped. */
        ONE_OF_THREE_FROZEN;

        /** True if the other members go on. */
        boolean leavesAQuorum() {
            return this == ONE_OF_THREE_KILLED || this == ONE_OF_THREE_FROZEN;
        }
    }

    private final Form form;
    private final List<EtcdServer> members;
    private final TcpProxy line;
    private boolean tookTheLeader;

    private Outage(Form form, List<EtcdServer> members) {
        this.form = form;
        this.members = members;
        line = TcpProxy.to(members.getFirst().port());
    }

    static Outage of(Form form) {
        return new Outage(form, form.leavesAQuorum() ? EtcdServer.cluster(3) : List.of(EtcdServer.start()));
    }

    Form form() {
        return form;
    }

    /** What an agent is told to connect to. */
    String endpoints() {
        return switch (form) {
            case REFUSED, SILENT, CUT_OFF -> line.endpoint();
            default -> members.stream().map(EtcdServer::endpoint).collect(Collectors.joining(","));
        };
    }

    /** A member that always works, or works again once this is over. */
    EtcdServer witness() {
        return members.getFirst();
    }

    private EtcdServer victim() {
        return members.getLast();
    }

    /** True if the victim, one of several, was their leader. */
    boolean tookTheLeader() {
        return tookTheLeader;
    }

    void begin() {
        tookTheLeader |= form.leavesAQuorum() && victim().isLeader();
        switch (form) {
            case KILLED, ONE_OF_THREE_KILLED -> victim().kill();
            case REFUSED -> line.refuse();
            case SILENT, CUT_OFF -> line.hold();
            case FROZEN, ONE_OF_THREE_FROZEN -> victim().freeze();
        }
    }

    /** Returns as soon as etcd could answer again. */
    void end() {
        switch (form) {
            case KILLED, ONE_OF_THREE_KILLED -> victim().restart();
            case REFUSED, SILENT -> line.forward();
            case CUT_OFF -> {
                line.cut();
                line.forward();
            }
            case FROZEN, ONE_OF_THREE_FROZEN -> victim().thaw();
        }
    }

    /** From {@link #begin} to {@link #end}. */
    void last(Duration time) {
        begin();
        Patience.throughout("an outage", time, () -> true, () -> "");
        end();
    }

    @Override
    public void close() {
        line.close();
        members.forEach(EtcdServer::close);
    }
}
