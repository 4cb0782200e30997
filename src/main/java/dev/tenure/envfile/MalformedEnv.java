package dev.tenure.envfile;

/** The text is not a subnet.env; the message is half a sentence that says where and why. */
final class MalformedEnv extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedEnv(String message) {
        super(message, null, false, false);
    }
}
