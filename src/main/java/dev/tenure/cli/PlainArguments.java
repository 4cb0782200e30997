package dev.tenure.cli;

import dev.tenure.options.IgnoredOptions;
import dev.tenure.options.Option;
import dev.tenure.options.Option.Shape;
import dev.tenure.options.Options;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments of {@code tenure agent} where they are plain: options that there are, each with its value. All else is for
 * the parser to understand or to refuse; an agent that needs no parser never loads it, and every node is spared its memory
 * (decision 016).
 */
final class PlainArguments {
    private PlainArguments() {}

    /** The texts given for each option, by its name without dashes, or empty if the parser is needed to tell. */
    static Optional<Map<String, List<String>>> read(List<String> args) {
        Map<String, Shape> shapes = shapes();
        Map<String, List<String>> texts = new HashMap<>();
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String typed = withoutDashes(rest.next());
            int equals = typed.indexOf('=');
            String name = equals < 0 ? typed : typed.substring(0, equals);
            Shape shape = shapes.get(name);
            if (shape == null) {
                return Optional.empty();
            }
            String text;
            if (equals >= 0) {
                text = typed.substring(equals + 1);
            } else if (shape == Shape.SWITCH) {
                // a word that follows, and could be its value, is not an option
                text = "true";
            } else {
                text = rest.hasNext() ? rest.next() : "";
            }
            if (text.isEmpty() || text.startsWith("-")) {
                return Optional.empty();
            }
            texts.computeIfAbsent(name, first -> new ArrayList<>()).add(text);
        }
        return Optional.of(texts);
    }

    /** Go takes one dash for two; without any it is not an option, and no option has an empty name. */
    private static String withoutDashes(String arg) {
        return arg.startsWith("--") ? arg.substring(2) : arg.startsWith("-") ? arg.substring(1) : "";
    }

    private static Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new HashMap<>(IgnoredOptions.all());
        for (Option<?> option : Options.ALL) {
            shapes.put(option.name(), option.shape());
        }
        return shapes;
    }
}
