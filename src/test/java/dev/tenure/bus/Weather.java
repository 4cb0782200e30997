package dev.tenure.bus;

import io.vertx.core.json.JsonObject;

/** Something to say on a bus: a sealed interface of records, as the core's messages are. */
sealed interface Weather {
    record Sunny(int degrees) implements Weather {}

    record Rainy(String where) implements Weather {}

    /** A question about it. */
    record Ask(String where) {
        static Ask of(JsonObject json) {
            if (!(json.getValue("where", "here") instanceof String where)) {
                throw new IllegalArgumentException("where is a string");
            }
            return new Ask(where);
        }
    }

    static JsonObject toJson(Weather weather) {
        return switch (weather) {
            case Sunny sunny -> new JsonObject().put("kind", "sunny").put("degrees", sunny.degrees());
            case Rainy rainy -> new JsonObject().put("kind", "rainy").put("where", rainy.where());
        };
    }
}
