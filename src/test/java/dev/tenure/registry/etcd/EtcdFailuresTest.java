package dev.tenure.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.registry.RegistryFailure;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdExceptionFactory;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each error that etcd, gRPC or jetcd is known to give becomes. */
final class EtcdFailuresTest {
    private final EtcdFailures failures =
            new EtcdFailures(EtcdEndpoints.parse(List.of("http://10.0.0.1:2379")), "tenure", Duration.ofSeconds(5));

    private RegistryFailure of(Status status, String description) {
        return failures.of(status.withDescription(description));
    }

    private RegistryFailure login(Status status, String description) {
        return failures.of(Status.UNAUTHENTICATED.withCause(
                status.withDescription(description).asRuntimeException()));
    }

    @Test
    void what_is_no_answer_is_unreachable() {
        assertThat(List.of(
                        of(Status.DEADLINE_EXCEEDED, "CallOptions deadline exceeded after 4.9s"),
                        of(Status.UNAVAILABLE, "etcdserver: request timed out"),
                        of(Status.UNKNOWN, "context deadline exceeded"),
                        of(Status.UNKNOWN, "channel closed"),
                        of(Status.UNAVAILABLE, "etcdserver: no leader"),
                        of(Status.UNAVAILABLE, "etcdserver: leader changed"),
                        of(Status.UNAVAILABLE, "the stream ended without an answer"),
                        failures.closed()))
                .allMatch(RegistryFailure.Unreachable.class::isInstance)
                .allMatch(RegistryFailure::outcomeUnknown);
    }

    @Test
    void a_connection_that_we_made_anew_ourselves_is_no_outage() {
        assertThat(List.of(of(Status.UNAVAILABLE, "Channel shutdownNow invoked"), failures.rebuilt()))
                .allMatch(RegistryFailure.Replaced.class::isInstance)
                .allMatch(RegistryFailure::outcomeUnknown);
    }

    @Test
    void a_login_that_failed_for_a_passing_reason_is_unreachable() {
        assertThat(login(Status.UNAVAILABLE, "io exception")).isInstanceOf(RegistryFailure.Unreachable.class);
        assertThat(login(Status.DEADLINE_EXCEEDED, "")).isInstanceOf(RegistryFailure.Unreachable.class);
    }

    @Test
    void what_etcd_says_about_logins_is_told_with_the_cure() {
        assertThat(login(Status.INVALID_ARGUMENT, "etcdserver: authentication failed, invalid user ID or password"))
                .isInstanceOf(RegistryFailure.Unauthenticated.class)
                .extracting(RegistryFailure::sentence)
                .asString()
                .contains("refused the password of user tenure");
        RegistryFailure unknown = login(Status.FAILED_PRECONDITION, "etcdserver: authentication is not enabled");
        assertThat(unknown.sentence()).contains("has authentication switched off");
        assertThat(EtcdFailures.isLoginNotKnown(unknown)).isTrue();
        RegistryFailure missing = of(Status.INVALID_ARGUMENT, "etcdserver: user name is empty");
        assertThat(missing.sentence()).contains("asks for a login");
        assertThat(EtcdFailures.isAskingForLogin(missing)).isTrue();
        assertThat(of(Status.CANCELLED, "etcdserver: permission denied"))
                .isInstanceOf(RegistryFailure.PermissionDenied.class);
        assertThat(of(Status.PERMISSION_DENIED, "etcdserver: permission denied"))
                .isInstanceOf(RegistryFailure.PermissionDenied.class);
    }

    @Test
    void the_end_of_a_token_is_known_however_it_is_said() {
        assertThat(List.of(
                        of(Status.UNAUTHENTICATED, "etcdserver: invalid auth token"),
                        of(Status.INVALID_ARGUMENT, "etcdserver: revision of auth store is old"),
                        of(Status.CANCELLED, "rpc error: code = Unauthenticated desc = etcdserver: invalid auth token"),
                        of(Status.UNKNOWN, "auth: revision in header is old"),
                        failures.of(EtcdExceptionFactory.newEtcdException(
                                ErrorCode.INTERNAL, "etcd server failed to create watch id"))))
                .allMatch(EtcdFailures::isLoginOver);
        assertThat(EtcdFailures.isTokenKept(of(Status.UNKNOWN, "auth: revision in header is old")))
                .isTrue();
        assertThat(EtcdFailures.isTokenKept(of(Status.UNAUTHENTICATED, "etcdserver: invalid auth token")))
                .isFalse();
    }

    @Test
    void certain_answers_have_a_certain_outcome() {
        assertThat(List.of(
                        of(Status.NOT_FOUND, "etcdserver: requested lease not found"),
                        of(Status.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),
                        of(Status.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
                        of(Status.PERMISSION_DENIED, "")))
                .noneMatch(RegistryFailure::outcomeUnknown)
                .extracting(RegistryFailure::code)
                .containsExactly("grant-not-found", "out-of-space", "compacted", "permission-denied");
    }

    @Test
    void jetcd_s_own_exceptions_are_understood_wherever_they_are_wrapped() {
        assertThat(failures.of(new CompletionException(EtcdExceptionFactory.newCompactedException(17))))
                .isInstanceOfSatisfying(
                        RegistryFailure.Compacted.class,
                        compacted -> assertThat(compacted.compactRevision()).isEqualTo(17));
        assertThat(failures.of(EtcdExceptionFactory.newClosedWatchClientException()))
                .isInstanceOf(RegistryFailure.Replaced.class);
        assertThat(failures.of(EtcdExceptionFactory.newEtcdException(ErrorCode.NOT_FOUND, "no such grant")))
                .isInstanceOf(RegistryFailure.GrantNotFound.class);
        assertThat(failures.of(new IllegalStateException("call was cancelled")).outcomeUnknown())
                .isTrue();
    }

    @Test
    void a_stack_trace_in_a_description_never_becomes_a_sentence() {
        RegistryFailure failure = of(
                Status.DEADLINE_EXCEEDED,
                "deadline exceeded [wait_for_ready, Last Pick Failure=Status{cause=java.net.ConnectException: Connection"
                        + " refused: localhost/127.0.0.1:1\n\tat a.b.C(D.java:1)\n}]");

        assertThat(failure.sentence())
                .contains("nothing listens at 127.0.0.1:1")
                .hasLineCount(1);
        assertThat(of(Status.INTERNAL, "first\nsecond" + "x".repeat(10_000)).sentence())
                .hasLineCount(1)
                .hasSizeLessThan(400);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void every_code_becomes_a_sentence_of_one_line(ErrorCode code) {
        for (String said : new String[] {null, "", "x\ny", "\u0000\u202e"}) {
            RegistryFailure failure = failures.of(EtcdExceptionFactory.newEtcdException(code, said));
            assertThat(failure.sentence())
                    .hasLineCount(1)
                    .contains("10.0.0.1:2379")
                    .doesNotContain("null", "\u202e");
            assertThat(failure.code()).matches("[a-z-]+");
        }
    }
}
