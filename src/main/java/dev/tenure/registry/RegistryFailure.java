package dev.tenure.registry;

/** Why the registry could not answer. Made in one place ({@code EtcdFailures}); everybody else switches over it. */
public sealed interface RegistryFailure {
    /** Cause, subject and next step, for the log and {@code /readyz?verbose}; never a secret. */
    String sentence();

    /** A short stable name for metrics and reason codes. */
    String code();

    /** True if a write that failed so may have happened all the same. */
    default boolean outcomeUnknown() {
        return false;
    }

    /** No answer: etcd is not there, too slow, without a leader, or the connection broke. */
    record Unreachable(String sentence) implements RegistryFailure {
        @Override
        public String code() {
            return "unreachable";
        }

        @Override
        public boolean outcomeUnknown() {
            return true;
        }
    }

    /** No answer, since we ourselves made the connection anew (another login, other endpoints); asking again helps at once. */
    record Replaced(String sentence) implements RegistryFailure {
        @Override
        public String code() {
            return "replaced";
        }

        @Override
        public boolean outcomeUnknown() {
            return true;
        }
    }

    /** The TLS handshake failed: wrong CA, wrong host name, expired or missing certificate. */
    record TlsRejected(String sentence) implements RegistryFailure {
        public static final String CODE = "tls-rejected";

        @Override
        public String code() {
            return CODE;
        }
    }

    /** etcd knows the user or the token not, or the password is wrong. */
    record Unauthenticated(String sentence) implements RegistryFailure {
        @Override
        public String code() {
            return "unauthenticated";
        }
    }

    /** The user may not do this. */
    record PermissionDenied(String sentence) implements RegistryFailure {
        @Override
        public String code() {
            return "permission-denied";
        }
    }

    /** etcd has no such grant: it expired or was revoked. */
    record GrantNotFound(String sentence) implements RegistryFailure {
        @Override
        public String code() {
            return "grant-not-found";
        }
    }

    /** The asked revision is compacted away; only a new snapshot helps. */
    record Compacted(String sentence, long compactRevision) implements RegistryFailure {
        @Override
        public String code() {
            return "compacted";
        }
    }

    /** etcd's space quota is used up (NOSPACE alarm); renewals go on, new keys don't. */
    record OutOfSpace(String sentence) implements RegistryFailure {
        @Override
        public String code() {
            return "out-of-space";
        }
    }

    /** Anything else that etcd or the client said. */
    record Unexpected(String sentence) implements RegistryFailure {
        @Override
        public String code() {
            return "unexpected";
        }

        @Override
        public boolean outcomeUnknown() {
            return true;
        }
    }
}
