package dev.tenure.bus;

/** Carries a {@link BusFailure} through a future; it has no stack trace, since a slow part can cause it. */
public final class BusException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient BusFailure failure;

    public BusException(BusFailure failure) {
        super(failure.sentence(), null, false, false);
        this.failure = failure;
    }

    public BusFailure failure() {
        return failure;
    }
}
