package dev.tenure.faults.secure;

import dev.tenure.faults.Observed;
import dev.tenure.live.LiveAgent;
import dev.tenure.live.LiveHost;
import dev.tenure.support.EtcdProgram;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Row 33: rights, passwords and authentication itself change under agents that run. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("everyToken")
final class AuthChangeTest extends SecureTest {
    /** With the next renewal, which would log in, a quarter of an hour away. */
    private static final int LONG_TTL = 24 * 60 * 60;

    @Parameter(0)
    @SuppressWarnings("NullAway.Init")
    private EtcdProgram program;

    @Parameter(1)
    @SuppressWarnings("NullAway.Init")
    private Security security;

    static Stream<Arguments> everyToken() {
        return onEveryEtcd(Security.SIMPLE_TOKEN, Security.LASTING_JWT);
    }

    private LiveHost often(String publicIp, SecureCluster cluster) {
        return host(publicIp, cluster).ttl(SHORT_TTL);
    }

    @Test
    void a_change_of_rights_ends_every_token_and_neither_a_renewal_nor_a_watch_that_breaks_then_fails() {
        SecureCluster cluster = cluster(program, security);
        Held often = Held.by(often(ADDRESS, cluster).start(), operator(cluster));
        Held seldom = Held.by(host(OTHER_ADDRESS, cluster).ttl(LONG_TTL).start(), operator(cluster));
        Crowd crowd = new Crowd(operator(cluster));

        cluster.asRoot("role", "grant-permission", "tenure-agent", "read", "/elsewhere");
        Duration watch = withoutWatched(Loss.KILLED, cluster, crowd, seldom.agent(), often.agent());
        areRenewed(often.agent());
        cluster.asRoot("role", "revoke-permission", "tenure-agent", "/elsewhere");
        areRenewed(often.agent());

        wereWell();
        saidNothingOfLogins();
        often.isUntouched(operator(cluster));
        seldom.isUntouched(operator(cluster));
        isSafeAndAtRest();
        observed("role edited, then the watched member killed", watch);
    }

    @Test
    void a_new_password_is_taken_from_the_file_of_options() {
        SecureCluster cluster = cluster(program, security);
        LiveAgent agent = often(ADDRESS, cluster).start();
        OptionsFile file = closing(new OptionsFile(disk.resolve("tenure.properties"), cluster.endpoints(), agent));
        Held held = Held.by(agent, operator(cluster));
        Crowd crowd = new Crowd(operator(cluster));

        cluster.changePassword("second-secret");
        agent.until("the old password is refused", a -> !a.reasons().isEmpty());
        file.write("second-secret");
        areRenewed(agent);
        Duration watch = withoutWatched(Loss.KILLED, cluster, crowd, agent);

        wereWell();
        held.isUntouched(operator(cluster));
        isSafeAndAtRest();
        observed("password changed, then the watched member killed", watch);
    }

    @Test
    void authentication_is_switched_off_and_on_under_one_who_has_logged_in_and_one_who_has_not() {
        SecureCluster cluster = cluster(program, security);
        Held early = Held.by(often(ADDRESS, cluster).start(), operator(cluster));

        cluster.switchAuthentication(false);
        Held late = Held.by(often(OTHER_ADDRESS, cluster).start(), operator(cluster));
        areRenewed(early.agent());
        cluster.switchAuthentication(true);
        areRenewed(early.agent(), late.agent());
        Crowd crowd = new Crowd(operator(cluster));
        Duration watch = withoutWatched(Loss.KILLED, cluster, crowd, early.agent(), late.agent());

        wereWell();
        early.isUntouched(operator(cluster));
        late.isUntouched(operator(cluster));
        isSafeAndAtRest();
        observed("authentication off and on, then the watched member killed", watch);
    }

    private void observed(String fault, Duration watch) {
        Observed.row(
                33,
                program,
                security + ", " + fault,
                "trouble for %d ms at most, watch back after %d ms, 0 writes",
                troubleMillis(),
                watch.toMillis());
    }
}
