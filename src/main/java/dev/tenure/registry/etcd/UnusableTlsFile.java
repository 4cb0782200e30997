package dev.tenure.registry.etcd;

/** A TLS file is not what it should be; the message is half a sentence that names the file and what was expected. */
final class UnusableTlsFile extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableTlsFile(String message) {
        super(message, null, false, false);
    }
}
