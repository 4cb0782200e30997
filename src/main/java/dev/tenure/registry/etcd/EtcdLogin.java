package dev.tenure.registry.etcd;

import dev.tenure.registry.RegistryFailure;
import io.etcd.jetcd.ClientBuilder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the next client logs in, and when a new one is needed to do so (R7): etcd's authentication can be switched on and off
 * while we run, and jetcd keeps some tokens that etcd no longer takes. Used on the registry's context only.
 */
final class EtcdLogin {
    private static final int REFUSALS_MAX = 3;

    private final String user;
    private final String password;
    private boolean isOff;
    private int refusals;
    private boolean isNewClientVain;

    /** Nobody, if either is missing or empty. */
    EtcdLogin(@Nullable String user, @Nullable String password) {
        this.user = user == null ? "" : user;
        this.password = password == null ? "" : password;
    }

    ClientBuilder addTo(ClientBuilder builder) {
        return user.isEmpty() || password.isEmpty() || isOff
                ? builder
                : builder.user(EtcdKeys.bytes(user)).password(EtcdKeys.bytes(password));
    }

    /** A request was answered. */
    void accepted() {
        refusals = 0;
        isNewClientVain = false;
    }

    /** There is a new client. */
    void renewed() {
        refusals = 0;
    }

    /** etcd refused a request; the reason for a new client, if that helps. */
    Optional<RebuildReason> refused(EtcdOp op, RegistryFailure refusal) {
        // with client certificates etcd takes who does not log in for the certificate's name, and denies it everything
        boolean isMissed =
                refusal instanceof RegistryFailure.PermissionDenied || EtcdFailures.isAskingForLogin(refusal);
        if (isOff ? isMissed : EtcdFailures.isLoginNotKnown(refusal)) {
            isOff = !isOff;
            return Optional.of(RebuildReason.AUTHENTICATION_SWITCHED);
        }
        if (refusal instanceof RegistryFailure.PermissionDenied) {
            accepted();
            return Optional.empty();
        }
        refusals += op == EtcdOp.LOGIN ? 0 : 1;
        if (EtcdFailures.isTokenKept(refusal) || refusals >= REFUSALS_MAX && !isNewClientVain) {
            // one that is refused as the one before it was will not be asked for again and again
            isNewClientVain = true;
            return Optional.of(RebuildReason.UNAUTHENTICATED);
        }
        return Optional.empty();
    }

    /** What was refused was not done; true where it is to be asked again, since only the login was out of date. */
    static boolean isToBeRepeated(RegistryFailure refusal, boolean isNewClient) {
        boolean isByLogin = refusal instanceof RegistryFailure.Unauthenticated
                || refusal instanceof RegistryFailure.PermissionDenied;
        return EtcdFailures.isLoginOver(refusal) || isByLogin && isNewClient;
    }
}
