package dev.tenure.cli;

/** What the process ends with; the same numbers for every command. */
public enum ExitCode {
    /** All is well. */
    GOOD(0),
    /** A check found something, or what was asked for failed. */
    FOUND_OR_FAILED(1),
    /** The command line, the environment or the file of options is wrong; one line on stderr says what. */
    USAGE(2),
    /** etcd gave no answer that can be used, so nothing can be said; one line on stderr says why. */
    ETCD_UNREACHABLE(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
