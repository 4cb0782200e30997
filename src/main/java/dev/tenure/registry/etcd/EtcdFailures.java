package dev.tenure.registry.etcd;

import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import io.etcd.jetcd.common.exception.ClosedClientException;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.common.exception.EtcdException;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The only place that knows what gRPC's and etcd's errors mean. Each sentence says what happened, with which etcd, and what
 * to do; none holds a password, a token or a key.
 *
 * @param etcd the endpoints
 * @param user the user's name, or null
 * @param timeout the deadline of a request
 */
record EtcdFailures(EtcdEndpoints etcd, @Nullable String user, Duration timeout) {
    private static final String KNOWS_NO_LOGIN = "has authentication switched off";

    private static final String ASKS_FOR_LOGIN = "asks for a login";

    /** What jetcd makes of a watch that was refused for its login, unless it is the token's end. */
    private static final String NO_WATCH_ID = "failed to create watch id";

    /** How etcd 3.5.1 refuses a token that is older than a change of rights; jetcd does not take it for that. */
    private static final String OLD_TOKEN = "auth: revision in header is old";

    private static final String LOGIN_IS_OVER = "no longer accepts our login";

    private static final String TOO_LARGE = "sent an answer larger than we take";

    private static final int DETAIL_LENGTH_MAX = 200;

    /** Whatever a jetcd future or listener was given, or one of our own calls failed with. */
    RegistryFailure of(Throwable thrown) {
        Throwable error = thrown;
        while ((error instanceof CompletionException || error instanceof ExecutionException)
                && error.getCause() != null) {
            error = error.getCause();
        }
        return switch (error) {
            case RegistryException known -> known.failure();
            case CompactedException compacted -> compacted(compacted.getCompactedRevision());
            case ClosedClientException closed -> rebuilt();
            case EtcdException other ->
                of(Status.Code.valueOf(other.getErrorCode().name())
                        .toStatus()
                        .withDescription(other.getMessage())
                        .withCause(other.getCause()));
            default -> of(Status.fromThrowable(error));
        };
    }

    /** The end of an RPC that gRPC did not call OK. */
    RegistryFailure of(Status status) {
        String said = status.getDescription() == null ? "" : status.getDescription();
        return switch (status.getCode()) {
            case UNAUTHENTICATED -> status.getCause() == null ? unauthenticated(said) : failedLogin(status.getCause());
            case PERMISSION_DENIED -> permissionDenied();
            case NOT_FOUND -> grantNotFound(said);
            case OUT_OF_RANGE -> said.contains("compacted") ? compacted(0) : unexpected(status);
            case RESOURCE_EXHAUSTED -> exhausted(status, said);
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, UNKNOWN, INTERNAL ->
                said.contains("permission denied")
                        ? permissionDenied()
                        : said.contains("auth token") || said.contains(NO_WATCH_ID) || said.contains(OLD_TOKEN)
                                ? unauthenticated(said)
                                : said.contains("Channel shutdown") ? rebuilt() : connection(status, said);
            case INVALID_ARGUMENT, FAILED_PRECONDITION ->
                isAboutLogin(said) ? unauthenticated(said) : unexpected(status);
            default -> unexpected(status);
        };
    }

    /** jetcd logs in by itself and calls every way in which that can fail unauthenticated. */
    private RegistryFailure failedLogin(Throwable cause) {
        Status inner = Status.fromThrowable(cause);
        return inner.getCode() == Status.Code.UNAUTHENTICATED
                ? unauthenticated(String.valueOf(inner.getDescription()))
                : of(inner);
    }

    private static boolean isAboutLogin(String said) {
        return said.contains("authentication") || said.contains("user name is empty") || said.contains("auth store");
    }

    private RegistryFailure unauthenticated(String said) {
        if (said.contains("authentication failed")) {
            return new RegistryFailure.Unauthenticated("etcd at " + etcd + " refused the password of user " + user
                    + " or does not know this user; check etcd-username and etcd-password");
        }
        if (said.contains("not enabled")) {
            return new RegistryFailure.Unauthenticated("etcd at " + etcd + " " + KNOWS_NO_LOGIN + ", but user " + user
                    + " was to log in; the next request is sent without a login");
        }
        if (said.contains("user name is empty")) {
            return new RegistryFailure.Unauthenticated(
                    "etcd at " + etcd + " " + ASKS_FOR_LOGIN + "; set etcd-username and etcd-password");
        }
        return new RegistryFailure.Unauthenticated(
                "etcd at " + etcd + " " + LOGIN_IS_OVER + " (" + detail(said) + "); the next request logs in again");
    }

    private RegistryFailure permissionDenied() {
        String who = user == null ? "a client that is not logged in" : "user " + user;
        return new RegistryFailure.PermissionDenied(
                "etcd at " + etcd + " does not allow " + who
                        + " to do this; \"tenure etcd-role\" prints the role that it needs, with --operator if it is an operator");
    }

    private RegistryFailure grantNotFound(String said) {
        return new RegistryFailure.GrantNotFound(
                "etcd at " + etcd + " has no such grant (" + detail(said) + "): it expired or was revoked");
    }

    private RegistryFailure compacted(long compactRevision) {
        String upTo = compactRevision == 0 ? "" : ": the oldest is " + compactRevision;
        return new RegistryFailure.Compacted(
                "etcd at " + etcd + " no longer has the revision that was asked for" + upTo
                        + "; everything is read afresh",
                compactRevision);
    }

    /** True where the token has ended, or is older than a change of rights; nothing is wrong with user and password. */
    static boolean isLoginOver(RegistryFailure failure) {
        return isRefusal(failure, LOGIN_IS_OVER);
    }

    /** True where only a new client will use a new token. */
    static boolean isTokenKept(RegistryFailure failure) {
        return isRefusal(failure, OLD_TOKEN);
    }

    /** True for a login that is missing. */
    static boolean isAskingForLogin(RegistryFailure failure) {
        return isRefusal(failure, ASKS_FOR_LOGIN);
    }

    /** True for a login that etcd has no use for. */
    static boolean isLoginNotKnown(RegistryFailure failure) {
        return isRefusal(failure, KNOWS_NO_LOGIN);
    }

    private static boolean isRefusal(RegistryFailure failure, String said) {
        return failure instanceof RegistryFailure.Unauthenticated refused
                && refused.sentence().contains(said);
    }

    /** True for an answer of the registry that says that etcd gave none. */
    static boolean isUnreachable(Throwable answer) {
        return answer instanceof RegistryException known && known.failure() instanceof RegistryFailure.Unreachable;
    }

    /** True where etcd ended the connection before anything was answered, and may have had a reason. */
    static boolean isClosedOnUs(RegistryFailure failure) {
        return failure instanceof RegistryFailure.Unreachable closed
                && closed.sentence().contains(ConnectionTrouble.CLOSED);
    }

    /** True for an answer that was longer than gRPC was told to accept; asking for less helps. */
    static boolean isTooLarge(RegistryFailure failure) {
        return failure instanceof RegistryFailure.Unexpected
                && failure.sentence().contains(TOO_LARGE);
    }

    /** Called compacted because the cure is the same: a watch from here on never gets through, a fresh snapshot does. */
    RegistryFailure backlogTooLarge() {
        return new RegistryFailure.Compacted(
                "etcd at " + etcd + " has more to tell since then than fits one answer; everything is read afresh", 0);
    }

    private RegistryFailure exhausted(Status status, String said) {
        if (said.contains("exceeds maximum size")) {
            return new RegistryFailure.Unexpected("etcd at " + etcd + " " + TOO_LARGE
                    + "; look for values below the prefix that are no leases and delete them");
        }
        return said.contains("database space exceeded")
                ? new RegistryFailure.OutOfSpace("etcd at " + etcd
                        + " has used up its space quota and takes no new keys; compact and defragment it, then disarm"
                        + " the alarm (etcdctl alarm disarm)")
                : unexpected(status);
    }

    private RegistryFailure connection(Status status, String said) {
        String all = ConnectionTrouble.everythingIn(status);
        String tls = ConnectionTrouble.tls(all);
        if (tls != null) {
            return tlsRejected(tls);
        }
        String cause = ConnectionTrouble.plain(all, etcd.tls());
        if (cause != null) {
            return unreachable(cause);
        }
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED -> unreachable("no answer within " + timeout.toMillis() + " ms");
            case UNAVAILABLE, CANCELLED -> unreachable(detail(said));
            default -> unexpected(status);
        };
    }

    RegistryFailure unreachable(String cause) {
        return new RegistryFailure.Unreachable("etcd at " + etcd + " can't be reached: " + cause
                + "; check that it runs and that we can connect to it");
    }

    RegistryFailure tlsRejected(String cause) {
        return new RegistryFailure.TlsRejected("the TLS handshake with etcd at " + etcd + " failed: " + cause);
    }

    /** Our own doing: calls that were under way when the client was replaced. */
    RegistryFailure rebuilt() {
        return new RegistryFailure.Replaced("the connection to etcd at " + etcd + " was replaced; ask again");
    }

    /** After close(). */
    RegistryFailure closed() {
        return new RegistryFailure.Unreachable(
                "the connection to etcd at " + etcd + " was closed by us; nothing to do");
    }

    RegistryFailure tlsFiles(String problem) {
        return new RegistryFailure.TlsRejected("the TLS files for etcd at " + etcd + " can't be used: " + problem);
    }

    private RegistryFailure unexpected(Status status) {
        String said = status.getDescription();
        Throwable cause = status.getCause();
        String detail = said != null ? said : cause != null ? String.valueOf(cause.getMessage()) : "no more is known";
        return new RegistryFailure.Unexpected(
                "etcd at " + etcd + " answered " + status.getCode() + ": " + detail(detail) + "; see etcd's own log");
    }

    /** The first line of a foreign text, cut and printable. */
    private static String detail(String said) {
        String line = said.lines().findFirst().orElse("no reason given");
        StringBuilder shown = new StringBuilder();
        line.codePoints().limit(DETAIL_LENGTH_MAX).forEach(c -> shown.appendCodePoint(c < 0x20 || c > 0x7e ? '?' : c));
        return shown.toString();
    }
}
