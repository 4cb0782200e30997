package dev.tenure.http;

import dev.tenure.json.JsonFields;
import dev.tenure.lease.HostIdentity;
import dev.tenure.operator.InputText;
import dev.tenure.operator.MalformedInput;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.Subnet;
import io.vertx.core.MultiMap;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request that writes, from its body or its query. A field that does not exist is refused, and so is one of
 * another type: who misspells {@code dryRun} would write.
 */
final class RequestFields {
    private final Map<String, Object> values;

    private RequestFields(Map<String, Object> values) {
        this.values = values;
    }

    /** The fields of the JSON object in the body; an empty body has none. */
    static RequestFields ofBody(RoutingContext context, Set<String> known) throws BadRequest {
        String text = text(context);
        JsonObject json;
        try {
            json = text.isBlank() ? new JsonObject() : new JsonObject(text);
        } catch (DecodeException e) {
            throw new BadRequest("bad-body", "The body is no JSON object");
        }
        Map<String, Object> values = new HashMap<>();
        json.forEach(field -> {
            if (field.getValue() != null) {
                values.put(field.getKey(), field.getValue());
            }
        });
        return of(values, json.fieldNames(), known);
    }

    /** The parameters of the query; one without a value is true. */
    static RequestFields ofQuery(RoutingContext context, Set<String> known) throws BadRequest {
        MultiMap parameters = context.queryParams();
        Map<String, Object> values = new HashMap<>();
        for (Map.Entry<String, String> each : parameters) {
            if (values.put(each.getKey(), each.getValue()) != null) {
                throw new BadRequest("bad-parameter", JsonFields.quote(each.getKey()) + " is given twice");
            }
        }
        return of(values, parameters.names(), known);
    }

    private static RequestFields of(Map<String, Object> values, Set<String> names, Set<String> known)
            throws BadRequest {
        for (String name : names) {
            if (!known.contains(name)) {
                throw new BadRequest(
                        "bad-parameter",
                        JsonFields.quote(name) + " is unknown here; expected any of "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
        return new RequestFields(values);
    }

    static String text(RoutingContext context) {
        String text = context.body().asString();
        return text == null ? "" : text;
    }

    boolean flag(String name) throws BadRequest {
        Object value = values.getOrDefault(name, false);
        if (value instanceof Boolean flag) {
            return flag;
        }
        return switch (String.valueOf(value)) {
            case "", "true" -> true;
            case "false" -> false;
            default -> throw new BadRequest("bad-parameter", name + " is true or false");
        };
    }

    Optional<String> string(String name) throws BadRequest {
        Object value = values.get(name);
        if (value != null && !(value instanceof String)) {
            throw new BadRequest("bad-parameter", name + " is a string");
        }
        return Optional.ofNullable((String) value);
    }

    /** The host that {@code publicIp} and {@code publicIpv6} name; empty where neither is there. */
    Optional<HostIdentity> host() throws BadRequest {
        Optional<IpAddress> ipv4 = address("publicIp", IpFamily.IPV4);
        Optional<IpAddress> ipv6 = address("publicIpv6", IpFamily.IPV6);
        @Nullable IpAddress first = ipv4.orElse(null);
        @Nullable IpAddress second = ipv6.orElse(null);
        return first == null && second == null ? Optional.empty() : Optional.of(new HostIdentity(first, second));
    }

    private Optional<IpAddress> address(String name, IpFamily family) throws BadRequest {
        Optional<String> text = string(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<IpAddress> address =
                IpAddress.parse(text.get()).filter(read -> read.family() == family && !read.isUnspecified());
        if (address.isEmpty()) {
            throw new BadRequest("bad-parameter", name + " is the " + family + " address of a host");
        }
        return address;
    }

    Optional<Subnet> subnet() throws BadRequest {
        Optional<String> text = string("subnet");
        return text.isEmpty() ? Optional.empty() : Optional.of(subnet(text.get()));
    }

    static Subnet subnet(String text) throws BadRequest {
        try {
            return InputText.subnet(text);
        } catch (MalformedInput e) {
            throw new BadRequest("bad-parameter", String.valueOf(e.getMessage()));
        }
    }

    /** A whole number within bounds. */
    long number(String name, long min, long max, long absent) throws BadRequest {
        String text = string(name).orElse(String.valueOf(absent));
        long number = text.matches("[0-9]{1,12}") ? Long.parseLong(text) : -1;
        if (number < min || number > max) {
            throw new BadRequest("bad-parameter", name + " is a whole number from " + min + " to " + max);
        }
        return number;
    }
}
