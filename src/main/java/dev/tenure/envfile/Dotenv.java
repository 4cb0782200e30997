package dev.tenure.envfile;

import dev.tenure.json.JsonFields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code KEY=value} lines as dotenv files have them: {@code export} in front, spaces around, single or double
 * quotes, comments after a {@code #}.
 *
 * <p>Stricter than flannel's reader (godotenv) where leniency would hide a broken file: a key stands once, a quote ends
 * on its line, nothing is expanded, and a line that is none of these makes the whole file unusable.
 */
final class Dotenv {
    private static final Pattern LINE =
            Pattern.compile("(?:export[ \t]+)?(?<key>[A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*(?<rest>.*)");

    /** A quoted value and what may stand behind it. */
    private static final Pattern QUOTED = Pattern.compile("(?:\"(?<double>[^\"]*)\"|'(?<single>[^']*)')[ \t]*(?:#.*)?");

    /** In an unquoted value a comment begins at a # that stands first or after a space. */
    private static final Pattern COMMENT = Pattern.compile("(?:^|[ \t]+)#.*");

    private Dotenv() {}

    static Map<String, String> parse(String text) throws MalformedEnv {
        Map<String, String> values = new LinkedHashMap<>();
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new MalformedEnv("line " + number + " is " + JsonFields.quote(line) + "; expected KEY=value");
            }
            String key = matcher.group("key");
            if (values.putIfAbsent(key, value(matcher.group("rest"), number)) != null) {
                throw new MalformedEnv(JsonFields.quote(key) + " stands in it twice");
            }
        }
        return values;
    }

    private static String value(String rest, int line) throws MalformedEnv {
        if (!rest.startsWith("\"") && !rest.startsWith("'")) {
            return COMMENT.matcher(rest).replaceFirst("").strip();
        }
        Matcher matcher = QUOTED.matcher(rest);
        if (!matcher.matches()) {
            throw new MalformedEnv("the quotes on line " + line + " do not close");
        }
        String inDouble = matcher.group("double");
        return inDouble != null ? inDouble : matcher.group("single");
    }
}
