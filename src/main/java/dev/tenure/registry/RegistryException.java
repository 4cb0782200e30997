package dev.tenure.registry;

/** Carries a {@link RegistryFailure} through a future; it has no stack trace, since an operator can cause it. */
public final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RegistryFailure failure;

    public RegistryException(RegistryFailure failure) {
        super(failure.sentence(), null, false, false);
        this.failure = failure;
    }

    public RegistryFailure failure() {
        return failure;
    }
}
