package dev.tenure.envfile;

/** Carries an {@link EnvFileFailure}; it has no stack trace, since a full disk can cause it. */
public final class EnvFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient EnvFileFailure failure;

    public EnvFileException(EnvFileFailure failure) {
        super(failure.sentence(), null, false, false);
        this.failure = failure;
    }

    public EnvFileFailure failure() {
        return failure;
    }
}
