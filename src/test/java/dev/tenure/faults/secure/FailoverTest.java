package dev.tenure.faults.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.faults.Observed;
import dev.tenure.live.LiveAgent;
import dev.tenure.support.EtcdProgram;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens end between any two renewals, and the member that we listen to falls silent or dies. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("everyWay")
final class FailoverTest extends SecureTest {
    @Parameter(0)
    @SuppressWarnings("NullAway.Init")
    private EtcdProgram program;

    @Parameter(1)
    @SuppressWarnings("NullAway.Init")
    private Security security;

    static Stream<Arguments> everyWay() {
        return onEveryEtcd(Security.CA_ONLY, Security.MUTUAL, Security.SIMPLE_TOKEN, Security.JWT);
    }

    @Test
    void the_lease_and_the_watch_outlive_tokens_and_members() {
        long start = System.nanoTime();
        SecureCluster cluster = cluster(program, security);
        LiveAgent agent = host(ADDRESS, cluster).start();
        Held held = Held.by(agent, operator(cluster));
        Crowd crowd = new Crowd(operator(cluster));
        int reads = requests(agent, "txn");

        // a frozen member takes as long to be found as three tokens live; without tokens one kind of loss will do
        List<Loss> losses = security.asksForLogin() ? List.of(Loss.FROZEN, Loss.KILLED) : List.of(Loss.KILLED);
        String back = losses.stream()
                .map(loss -> withoutWatched(loss, cluster, crowd, agent).toMillis() + " ms")
                .collect(Collectors.joining(" and "));
        agent.until("renewals", Duration.ofSeconds(40), a -> renewals(a) >= (security.asksForLogin() ? 3 : 1));

        witnesses.forEach(Witness::wasAlwaysReady);
        held.isUntouched(operator(cluster));
        isSafeAndAtRest();
        // one transaction was the claim, the others read everything as a whole: what was seen since was seen by the
        // watch
        assertThat(requests(agent, "txn")).isEqualTo(reads);
        saidNothingOfLogins();
        Observed.row(
                security.asksForLogin() ? 33 : 34,
                program,
                security + ", watched member " + losses,
                "%.0f renewals over %d s, %d logins, watch back after %s, 0 of %d events lost, 0 writes",
                renewals(agent),
                Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                requests(agent, "login"),
                back,
                crowd.changes());
    }

    private static int requests(LiveAgent agent, String kind) {
        return agent.requestsByKind().getOrDefault(kind, 0);
    }
}
