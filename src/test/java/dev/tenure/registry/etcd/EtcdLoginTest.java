package dev.tenure.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.Renewal;
import dev.tenure.registry.WatchRecorder;
import dev.tenure.support.EtcdServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Logins, right and wrong, and changed while we run. */
final class EtcdLoginTest extends EtcdFixture {
    private EtcdServer withAuth(String... flags) {
        EtcdServer etcd = closing(EtcdServer.start(flags));
        etcd.enableAuth("root-secret", "tenure", "user-secret", PREFIX);
        return etcd;
    }

    @Test
    void the_right_password_works_for_every_call() {
        EtcdServer etcd = withAuth();
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()).withLogin("tenure", "user-secret"));

        var lease = held(registry, "10.5.52.0-24");

        assertThat(await(registry.renew(lease))).isInstanceOf(Renewal.KeptAlive.class);
        assertThat(await(registry.snapshot()).leases().size()).isEqualTo(1);
    }

    @Test
    void a_wrong_password_is_told_without_the_password() {
        EtcdServer etcd = withAuth();
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()).withLogin("tenure", "not-the-secret"));

        RegistryFailure failure = failureOf(registry.snapshot());

        assertThat(failure).isInstanceOf(RegistryFailure.Unauthenticated.class);
        assertThat(failure.sentence())
                .contains("refused the password of user tenure", etcd.endpoint(), "etcd-password")
                .doesNotContain("not-the-secret")
                .hasLineCount(1);
    }

    @Test
    void no_login_where_one_is_needed_is_told() {
        EtcdServer etcd = withAuth();

        assertThat(failureOf(open(settings(etcd.endpoint())).snapshot()))
                .isInstanceOfSatisfying(
                        RegistryFailure.Unauthenticated.class,
                        failure -> assertThat(failure.sentence()).contains("asks for a login"));
    }

    @Test
    void a_user_that_may_not_read_here_is_told_what_to_grant() {
        EtcdServer etcd = closing(EtcdServer.start());
        etcd.enableAuth("root-secret", "tenure", "user-secret", "/elsewhere");
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()).withLogin("tenure", "user-secret"));
        WatchRecorder heard = new WatchRecorder();
        registry.watch(1, heard);

        assertThat(failureOf(registry.snapshot()))
                .isInstanceOfSatisfying(
                        RegistryFailure.PermissionDenied.class,
                        failure -> assertThat(failure.sentence()).contains("user tenure", "tenure etcd-role"));
        assertThat(heard.awaitEnd()).isInstanceOf(RegistryFailure.PermissionDenied.class);
    }

    @Test
    void an_expired_token_costs_a_login_and_no_failure() {
        EtcdServer etcd = withAuth("--auth-token-ttl=4");
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()).withLogin("tenure", "user-secret"));
        var lease = held(registry, "10.5.52.0-24");
        await(vertx.timer(6_000));

        assertThat(await(registry.renew(lease))).isInstanceOf(Renewal.KeptAlive.class);
        WatchRecorder heard = new WatchRecorder();
        registry.watch(lease.modRevision() + 1, heard);
        heard.awaitOpened();
        assertThat(await(registry.renew(lease))).isInstanceOf(Renewal.KeptAlive.class);
    }

    @Test
    void a_new_password_is_used_without_a_restart() {
        EtcdServer etcd = withAuth();
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()).withLogin("tenure", "user-secret"));
        await(registry.snapshot());
        etcd.etcdctl(
                "newer-secret\nnewer-secret\n".getBytes(StandardCharsets.US_ASCII),
                "--user=root:root-secret",
                "user",
                "passwd",
                "tenure",
                "--interactive=false");

        registry.useLogin("tenure", "newer-secret");

        untilAnswered(registry::snapshot, SOON);
        assertThat(count("tenure_etcd_client_rebuilds", "reason", "login-changed"))
                .isEqualTo(1);
    }

    @Test
    void authentication_switched_off_and_on_again_is_followed() {
        EtcdServer etcd = withAuth();
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()).withLogin("tenure", "user-secret"));
        await(registry.snapshot());

        etcd.etcdctl("--user=root:root-secret", "auth", "disable");
        registry.useLogin("tenure", "unused");
        untilAnswered(registry::snapshot, SOON);
        assertThat(count("tenure_etcd_client_rebuilds", "reason", "authentication-switched"))
                .isEqualTo(1);

        registry.useLogin("tenure", "user-secret");
        untilAnswered(registry::snapshot, SOON);
        etcd.etcdctl("auth", "enable");
        untilAnswered(registry::snapshot, SOON);
        assertThat(await(registry.snapshot()).leases().size()).isZero();
    }

    @Test
    void three_refusals_in_a_row_make_the_client_new() {
        EtcdServer etcd = withAuth();
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()).withLogin("tenure", "wrong"));

        for (int i = 0; i < 3; i++) {
            failureOf(registry.snapshot());
        }

        awaitThat("a rebuild", SOON, () -> count("tenure_etcd_client_rebuilds", "reason", "unauthenticated") == 1);
    }
}
