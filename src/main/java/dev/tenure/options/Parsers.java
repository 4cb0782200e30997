package dev.tenure.options;

import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** From texts to the values of options. */
final class Parsers {
    private static final Pattern DURATION = Pattern.compile("(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,9})s)?");
    private static final Pattern BUS_PREFIX = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final int ENDPOINTS_MAX = 64;
    private static final int SOCKET_BYTES_MAX = 90;

    private Parsers() {}

    /** From one text to a value. */
    @FunctionalInterface
    interface TextParser<T> {
        T parse(String text) throws BadValue;
    }

    /** The last of the texts counts. */
    static <T> OptionParser<T> one(TextParser<T> parser) {
        return texts -> parser.parse(texts.get(texts.size() - 1));
    }

    /** As {@link #one}; an empty text means that there is no value. */
    static <T> OptionParser<Optional<T>> optional(TextParser<T> parser) {
        return one(text -> text.isEmpty() ? Optional.<T>empty() : Optional.of(parser.parse(text)));
    }

    /** Go's {@code strconv.ParseBool}. */
    static Boolean bool(String text) throws BadValue {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw new BadValue(text);
        };
    }

    static TextParser<Integer> wholeNumber(int min, int max) {
        return text -> {
            boolean digits =
                    !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(Parsers::isDigit);
            if (!digits || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
                throw new BadValue(text);
            }
            return Integer.parseInt(text);
        };
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Go's way of writing it, as far as whole seconds go: {@code 12s}, {@code 15m}, {@code 1h30m}. */
    static TextParser<Duration> duration(Duration min, Duration max) {
        return text -> {
            Matcher matcher = DURATION.matcher(text);
            if (text.isEmpty() || !matcher.matches()) {
                throw new BadValue(text);
            }
            Duration duration = Duration.ofHours(part(matcher, 1))
                    .plusMinutes(part(matcher, 2))
                    .plusSeconds(part(matcher, 3));
            if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                throw new BadValue(text);
            }
            return duration;
        };
    }

    private static long part(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** The constant of that name in lower case, with dashes. */
    static <E extends Enum<E>> TextParser<E> oneOf(Class<E> type) {
        return text -> {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
                    return constant;
                }
            }
            throw new BadValue(text);
        };
    }

    static TextParser<IpAddress> address(IpFamily family) {
        return text -> {
            IpAddress address = anyAddress(text);
            if (address.family() != family || address.isUnspecified()) {
                throw new BadValue(text);
            }
            return address;
        };
    }

    static IpAddress anyAddress(String text) throws BadValue {
        return IpAddress.parse(text).orElseThrow(() -> new BadValue(text));
    }

    static Path path(String text) throws BadValue {
        try {
            if (text.isEmpty()) {
                throw new BadValue(text);
            }
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadValue(text);
        }
    }

    /** The kernel has room for 107 bytes, and a socket is made beside its place under a longer name. */
    static Path socket(String text) throws BadValue {
        if (text.getBytes(StandardCharsets.UTF_8).length > SOCKET_BYTES_MAX || text.endsWith("/")) {
            throw new BadValue(text);
        }
        return path(text);
    }

    static List<Endpoint> endpoints(String text) throws BadValue {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String url : text.split(",", -1)) {
            if (url.contains("@")) {
                throw new BadValue(
                        "...@" + url.substring(url.lastIndexOf('@') + 1),
                        "a URL must not hold a password, which --etcd-username and --etcd-password-file are for");
            }
            endpoints.add(Endpoint.parse(url.strip()).orElseThrow(() -> new BadValue(url)));
        }
        if (endpoints.size() > ENDPOINTS_MAX) {
            throw new BadValue(text, "there are " + endpoints.size());
        }
        return List.copyOf(endpoints);
    }

    /** As Go's {@code path.Join(prefix, "subnets")} takes it: no slash twice and none at the end; "/" is empty. */
    static String prefix(String text) throws BadValue {
        String clean = text.replaceAll("/{2,}", "/").replaceAll("/$", "");
        boolean dots = ("/" + clean + "/").contains("/./") || ("/" + clean + "/").contains("/../");
        if (text.isEmpty() || dots || text.length() > 400 || !text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new BadValue(text);
        }
        return clean;
    }

    static String busPrefix(String text) throws BadValue {
        if (text.length() > 80 || !BUS_PREFIX.matcher(text).matches()) {
            throw new BadValue(text);
        }
        return text;
    }

    static String anyText(String text) {
        return text;
    }

    /** Names or addresses, also several in one text: a comma is in neither, and a variable can be given only once. */
    static List<String> ifaces(List<String> texts) {
        List<String> names = new ArrayList<>();
        for (String text : texts) {
            for (String name : text.split(",", -1)) {
                if (!name.isBlank()) {
                    names.add(name.strip());
                }
            }
        }
        return List.copyOf(names);
    }

    /** Never split at a comma, which may be part of an expression such as {@code eth[0-9]{1,2}}. */
    static List<String> regexes(List<String> texts) throws BadValue {
        List<String> regexes = new ArrayList<>();
        for (String text : texts) {
            if (!text.isEmpty()) {
                regexes.add(regex(text));
            }
        }
        return List.copyOf(regexes);
    }

    private static String regex(String text) throws BadValue {
        try {
            return Pattern.compile(text).pattern();
        } catch (PatternSyntaxException e) {
            throw new BadValue(
                    text, e.getDescription().toLowerCase(Locale.ROOT) + " at character " + (e.getIndex() + 1));
        }
    }
}
