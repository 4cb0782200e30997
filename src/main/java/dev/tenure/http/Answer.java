package dev.tenure.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** The three kinds of answer: a line, an object, a problem. Each shows this moment, so none may be kept by a cache. */
final class Answer {
    private static final String NO_STORE = "no-store";

    private Answer() {}

    /** One line of text, whatever {@code line} contains. */
    static void line(RoutingContext context, int status, String line) {
        text(context, status, oneLine(line) + "\n");
    }

    static void text(RoutingContext context, int status, String text) {
        end(context, status, "text/plain; charset=utf-8", text);
    }

    static void json(RoutingContext context, int status, JsonObject body) {
        end(context, status, "application/json", body.encode() + "\n");
    }

    /** A problem, see {@link #problem(RoutingContext, int, String, String, JsonObject)}. */
    static void problem(RoutingContext context, int status, String code, String detail) {
        problem(context, status, code, detail, new JsonObject());
    }

    /**
     * A problem as RFC 9457 has it. Its type is {@code about:blank}, so the title is the status's own; what the trouble is
     * stands in {@code code} for programs and in {@code detail} for people.
     */
    static void problem(RoutingContext context, int status, String code, String detail, JsonObject more) {
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("code", code)
                .put("detail", detail);
        end(context, status, "application/problem+json", body.mergeIn(more).encode() + "\n");
    }

    static void end(RoutingContext context, int status, String contentType, String body) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        Buffer bytes = Buffer.buffer(body);
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
                // Vert.x leaves it out of the answer to HEAD
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(bytes.length()))
                .end(bytes);
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(line::appendCodePoint);
        return line.toString();
    }
}
