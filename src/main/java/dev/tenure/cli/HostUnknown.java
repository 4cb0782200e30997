package dev.tenure.cli;

/** This host is meant, and has no address by which it could be known; the message says why. */
final class HostUnknown extends Exception {
    private static final long serialVersionUID = 1L;

    HostUnknown(String sentence) {
        super(sentence, null, false, false);
    }
}
