package dev.tenure.http;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** The surface could not listen; the message says where, why and what to do. No stack trace: it is no bug. */
public final class HttpListenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private HttpListenException(String sentence) {
        super(sentence, null, false, false);
    }

    /** Likewise for a Unix socket. */
    static HttpListenException of(Path socket, Throwable cause) {
        String said = cause instanceof NoSuchFileException
                ? "its directory does not exist"
                : cause instanceof AccessDeniedException
                        ? "this user may not write into its directory"
                        : String.valueOf(cause.getMessage());
        return new HttpListenException(socket + " cannot be made a socket: " + said
                + "; choose another place with --api-socket, or make that one free");
    }

    /** From whatever the system or Netty said. */
    static HttpListenException of(HttpSettings settings, Throwable cause) {
        String said = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
        // only the text tells these apart: one class of exception stands for all of them
        String text = said.toLowerCase(Locale.ROOT);
        if (text.contains("in use")) {
            return new HttpListenException(settings.place()
                    + " is in use: another program listens there; stop the other program or choose another port with"
                    + " --healthz-port");
        }
        if (text.contains("cannot assign") || text.contains("can't assign")) {
            return new HttpListenException(
                    settings.place()
                            + " cannot be listened on: this host has no such address; choose one that it has with --healthz-ip");
        }
        if (text.contains("permission denied")) {
            return new HttpListenException(settings.place()
                    + " cannot be listened on: this user may not; choose a port from 1024 up with --healthz-port");
        }
        return new HttpListenException(settings.place() + " cannot be listened on: " + said
                + "; choose another address or port with --healthz-ip and --healthz-port");
    }
}
