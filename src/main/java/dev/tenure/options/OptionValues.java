package dev.tenure.options;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The parsed value of every option and where it came from. Immutable. */
public final class OptionValues {
    private final Map<String, Value> values;

    private record Value(Object parsed, List<String> texts, Origin origin) {}

    private OptionValues(Map<String, Value> values) {
        this.values = Map.copyOf(values);
    }

    /** For each option the strongest source that gives it: flag, environment, file, default. */
    static OptionValues resolve(GivenOptions given) throws UsageException {
        Map<String, Value> values = new HashMap<>();
        for (Option<?> option : Options.ALL) {
            values.put(option.name(), resolve(option, given));
        }
        return new OptionValues(values);
    }

    private static Value resolve(Option<?> option, GivenOptions given) throws UsageException {
        List<String> flag = given.flags().get(option.name());
        if (flag != null && !flag.isEmpty()) {
            return parse(option, flag, new Origin.Flag());
        }
        // an empty variable or entry is the same as none (flanneld does so with variables); an empty flag is a value
        String variable = given.environment().getOrDefault(option.env(), "");
        if (!variable.isEmpty()) {
            return parse(option, List.of(variable), new Origin.Environment(option.env()));
        }
        ConfigFile file = given.file();
        String entry = file == null ? "" : file.entries().getOrDefault(option.name(), "");
        if (file != null && !entry.isEmpty() && !option.equals(Options.CONFIG)) {
            return parse(option, List.of(entry), new Origin.File(file.path(), option.name()));
        }
        return new Value(option.defaultValue(), List.of(option.defaultText()), new Origin.Default());
    }

    private static Value parse(Option<?> option, List<String> texts, Origin origin) throws UsageException {
        try {
            return new Value(option.parser().parse(texts), texts, origin);
        } catch (BadValue e) {
            String found = e.found().isEmpty() ? "" : " (" + e.found() + ")";
            throw refusal(option, e.text(), origin, option.expected() + found);
        }
    }

    private static UsageException refusal(Option<?> option, String text, Origin origin, String expected) {
        return new UsageException(
                option.flag() + " " + shown(option, text) + " (" + origin + "): expected " + expected);
    }

    /** The only way in which the value of an option gets into a message. */
    static String shown(Option<?> option, String text) {
        return option.secret() ? "(a secret, not shown)" : Shown.quoted(text);
    }

    /** A usage error about this option as it was given. */
    UsageException refuse(Option<?> option, String expected) {
        Value value = value(option);
        return refusal(option, String.join(",", value.texts()), value.origin(), expected);
    }

    /** The value of {@code option}: given or default. */
    @SuppressWarnings("unchecked") // only parse() and the default put values here, and both are the option's own
    public <T> T get(Option<T> option) {
        return (T) value(option).parsed();
    }

    /** True if a flag, a variable or the file gives it. */
    boolean isGiven(Option<?> option) {
        return !(value(option).origin() instanceof Origin.Default);
    }

    /** True if {@code one} was given by a stronger source than {@code other}, as a flag is against the file. */
    boolean outranks(Option<?> one, Option<?> other) {
        return value(one).origin().rank() < value(other).origin().rank();
    }

    /** Where its value came from, for messages. */
    String origin(Option<?> option) {
        return value(option).origin().toString();
    }

    /** The options whose values differ. */
    List<Option<?>> changedIn(OptionValues later) {
        List<Option<?>> changed = new ArrayList<>();
        for (Option<?> option : Options.ALL) {
            if (!value(option).parsed().equals(later.value(option).parsed())) {
                changed.add(option);
            }
        }
        return changed;
    }

    private Value value(Option<?> option) {
        Value value = values.get(option.name());
        if (value == null) {
            throw new IllegalArgumentException(option + " is not in the list of all options");
        }
        return value;
    }
}
