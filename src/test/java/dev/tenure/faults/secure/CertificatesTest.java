package dev.tenure.faults.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.faults.Observed;
import dev.tenure.live.LiveAgent;
import dev.tenure.live.Operator;
import dev.tenure.support.EtcdProgram;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TestTls;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Row 34: certificates are replaced under agents that run, in the right way and in the wrong ways. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.tenure.support.EtcdProgram#all")
final class CertificatesTest extends SecureTest {
    /** In seconds: etcd is away for some. */
    private static final int LONG_TTL = 30;

    private static final String SERVER_NAMES = "IP:127.0.0.1,DNS:localhost";

    @Parameter
    @SuppressWarnings("NullAway.Init")
    private EtcdProgram program;

    @Test
    void a_new_ca_and_new_certificates_on_both_sides_are_taken_as_they_come() {
        SecureCluster cluster = cluster(program, Security.MUTUAL);
        LiveAgent agent = host(ADDRESS, cluster).start();
        Held held = Held.by(agent, operator(cluster));
        Crowd crowd = new Crowd(operator(cluster));

        // etcd reads its certificate at each handshake, but whom it trusts only at its start
        TestTls.in(cluster.tls().directory());
        Duration noticed = shows(agent, Identity.of(cluster.tls()).notAfter());
        for (EtcdServer member : cluster.members()) {
            restart(member);
            // one by one: there is a quorum all the time
            cluster.awaitWritable(member);
        }
        Duration gently = isBack(cluster, crowd, agent);
        assertThat(agent.sum("tenure.etcd.client.rebuilds")).isZero();

        TestTls.in(cluster.tls().directory());
        cluster.members().forEach(CertificatesTest::restart);
        Duration abruptly = isBack(cluster, crowd, agent);
        areRenewed(agent);

        witnesses.forEach(Witness::wasAlwaysReady);
        held.isUntouched(operator(cluster));
        isSafeAndAtRest();
        Observed.row(
                34,
                program,
                "CA and certificates of both sides rotated, members restarted one by one",
                "read after %d ms, watch back %d ms after the last restart without a new client; %d ms where the members"
                        + " were first; 0 writes",
                noticed.toMillis(),
                gently.toMillis(),
                abruptly.toMillis());
    }

    @Test
    void a_pair_that_can_t_be_used_is_told_once_and_the_old_one_stays() {
        SecureCluster cluster = cluster(program, Security.MUTUAL);
        List<Mishap> mishaps = List.of(Mishap.values());
        List<Identity> identities = mishaps.stream()
                .map(mishap -> Identity.copied(cluster.tls(), disk.resolve(mishap.name())))
                .toList();
        List<Held> held = IntStream.range(0, mishaps.size())
                .mapToObj(i -> Held.by(
                        identities
                                .get(i)
                                .on(host("192.168.64." + (10 + i), cluster))
                                .ttl(LONG_TTL)
                                .start(),
                        operator(cluster)))
                .toList();
        Crowd crowd = new Crowd(operator(cluster));
        long old = identities.getFirst().notAfter();

        for (int i = 0; i < mishaps.size(); i++) {
            mishaps.get(i).happenTo(identities.get(i), cluster.tls());
        }
        for (Mishap mishap : mishaps) {
            held.getFirst()
                    .agent()
                    .until(mishap + " is told", a -> !warnings(mishap).isEmpty());
        }
        // whoever still has a session would not have to show a certificate
        cluster.members().forEach(EtcdServer::kill);
        cluster.members().forEach(EtcdServer::launch);
        LiveAgent[] agents = held.stream().map(Held::agent).toArray(LiveAgent[]::new);
        Duration back = isBack(cluster, crowd, agents);
        areRenewed(agents);
        for (Held each : held) {
            assertThat(each.agent().metric("tenure_tls_not_after_seconds")).hasValue((double) old);
        }
        // whoever looks between a key and its certificate has two things to say
        assertThat(mishaps)
                .extracting(this::warnings)
                .allSatisfy(told -> assertThat(told).doesNotHaveDuplicates());

        cluster.tls().issue("client", "DNS:client", 2);
        identities.forEach(identity -> identity.copyFrom(cluster.tls()));
        for (Held each : held) {
            shows(each.agent(), Identity.of(cluster.tls()).notAfter());
        }
        witnesses.forEach(Witness::wasAlwaysReady);
        held.forEach(each -> each.isUntouched(operator(cluster)));
        isSafeAndAtRest();
        Observed.row(
                34,
                program,
                "client certificate expired, half-written, of another key; CA half-written",
                "refused with one warning each, all back %d ms after a restart of etcd with the old ones, 0 writes",
                back.toMillis());
    }

    @Test
    void a_member_whose_certificate_has_expired_is_left_aside() {
        SecureCluster cluster = cluster(program, Security.CA_ONLY);
        LiveAgent agent = host(ADDRESS, cluster).start();
        Held held = Held.by(agent, operator(cluster));
        Crowd crowd = new Crowd(operator(cluster));

        EtcdServer watched = cluster.watched(1);
        // connected before there is no other certificate to show
        Operator operator = operatorAt(cluster, cluster.anyBut(watched));
        crowd.add(operator);
        cluster.tls().issue("server", SERVER_NAMES, 0);
        restart(watched);
        Duration back = isFollowed(crowd, operator, System.nanoTime(), BACK_MAX, agent);
        areRenewed(agent);
        areRenewed(agent);

        wereWell();
        held.isUntouched(operator);
        cluster.tls().issue("server", SERVER_NAMES, 1);
        isSafeAndAtRest();
        Observed.row(
                34,
                program,
                "certificate of the watched member expired",
                "the others are asked: trouble for %d ms at most, watch back after %d ms, 0 writes",
                troubleMillis(),
                back.toMillis());
    }

    private static void restart(EtcdServer member) {
        member.terminate();
        member.restart();
    }

    private List<String> warnings(Mishap mishap) {
        return logs.warningsWith(mishap.name());
    }

    /** Waits until this is when the agent's certificate ends. */
    private static Duration shows(LiveAgent agent, long notAfter) {
        return agent.until(
                "the new certificate is read",
                a -> a.metric("tenure_tls_not_after_seconds").orElse(0.0) == notAfter);
    }

    private Duration isBack(SecureCluster cluster, Crowd crowd, LiveAgent... agents) {
        long start = System.nanoTime();
        cluster.awaitWritable(cluster.members().getFirst());
        return isFollowed(crowd, operator(cluster), start, BACK_MAX, agents);
    }
}
