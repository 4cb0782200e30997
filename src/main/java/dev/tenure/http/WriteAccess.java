package dev.tenure.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Who may write over a server. */
@FunctionalInterface
interface WriteAccess {
    /**
     * Why a client may not.
     *
     * @param status 401 where a token, or another one, would do; else 403
     * @param code stable, for programs
     * @param sentence what to do
     */
    record Denial(int status, String code, String sentence) {}

    /** Whoever can connect: the mode of the socket has said who that is. */
    WriteAccess OPEN = request -> Future.succeededFuture(Optional.empty());

    /** Nobody. */
    WriteAccess CLOSED = request -> Future.succeededFuture(Optional.of(new Denial(
            403,
            "writes-are-off",
            "This agent writes nothing over TCP; to switch it on, start it with --api-token-file=FILE and send the token"
                    + " in the file as Authorization: Bearer, or start it with --api-socket=PATH and ask there")));

    /** Why this client may not write; empty if it may. */
    Future<Optional<Denial>> judge(HttpServerRequest request);
}
