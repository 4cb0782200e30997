package dev.tenure.http;

import dev.tenure.options.Secret;
import dev.tenure.options.TokenFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whoever sends the token that is in the file at that moment may write. What was sent is told to nobody. */
final class BearerToken implements WriteAccess {
    private static final Logger LOG = LoggerFactory.getLogger("tenure.http");
    private static final String SCHEME = "Bearer ";
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final Vertx vertx;
    private final TokenFile file;
    /** What the log was told last, so that nobody fills it from outside. */
    private final AtomicReference<String> told = new AtomicReference<>("");

    BearerToken(Vertx vertx, TokenFile file) {
        this.vertx = vertx;
        this.file = file;
    }

    @Override
    public Future<Optional<Denial>> judge(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Future.succeededFuture(Optional.of(new Denial(
                    UNAUTHORIZED,
                    "token-missing",
                    "Writing needs the token of this agent: Authorization: Bearer <token>")));
        }
        String given = header.substring(SCHEME.length()).strip();
        return vertx.executeBlocking(() -> compare(given), false);
    }

    private Optional<Denial> compare(String given) {
        try {
            Secret token = file.read();
            told.set("");
            // takes as long for a wrong first letter as for a wrong last one
            return MessageDigest.isEqual(bytes(token.reveal()), bytes(given))
                    ? Optional.empty()
                    : Optional.of(new Denial(UNAUTHORIZED, "token-wrong", "That is not the token of this agent"));
        } catch (TokenFile.Fault e) {
            if (!e.sentence().equals(told.getAndSet(e.sentence()))) {
                LOG.warn("nobody may write over HTTP: {} has no token: {}", file.path(), e.sentence());
            }
            return Optional.of(new Denial(
                    FORBIDDEN,
                    "token-file-unusable",
                    "The file with the token of this agent cannot be used; the log of the agent says why"));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
