package dev.tenure.options;

import java.util.List;
import java.util.Locale;

/**
 * One option; everything that is known of it stands in its one constant in {@link Options}.
 *
 * @param <T> what its value is once parsed; an {@code Optional} where "not given" is a value
 * @param name as in flag and file: {@code etcd-endpoints}
 * @param group the heading in the help
 * @param shape how it is written
 * @param valueName what the help calls the value: {@code url,...}
 * @param defaultText the default as one would write it; empty for none
 * @param parser the only way from text to value, for the default too
 * @param expected what a value must be, as the end of "expected …"
 * @param description one or two sentences for the help
 * @param takesEffect when a change in the watched file counts
 * @param secret true if its value may be shown nowhere
 */
public record Option<T>(
        String name,
        OptionGroup group,
        Shape shape,
        String valueName,
        String defaultText,
        OptionParser<T> parser,
        String expected,
        String description,
        TakesEffect takesEffect,
        boolean secret) {
    /** Before the name of every environment variable, as flanneld has it. */
    public static final String ENV_PREFIX = "FLANNELD_";

    /** What an option with a fixed set of values does not take. */
    private static final String NO_WORD = "no word of any option";

    /** How an option is written. */
    public enum Shape {
        /** {@code --x=v}; given twice, the last one counts, as in Go. */
        VALUE,
        /** {@code --x} or {@code --x=false}. */
        SWITCH,
        /** May be given again and again; every value counts, in order. */
        LIST
    }

    static <T> Option<T> of(
            String name,
            OptionGroup group,
            String valueName,
            String defaultText,
            OptionParser<T> parser,
            String expected,
            String description) {
        return new Option<>(
                name,
                group,
                Shape.VALUE,
                valueName,
                defaultText,
                parser,
                expected,
                description,
                TakesEffect.AT_NEXT_START,
                false);
    }

    static Option<Boolean> toggle(String name, OptionGroup group, String description) {
        return new Option<>(
                name,
                group,
                Shape.SWITCH,
                "true|false",
                "false",
                Parsers.one(Parsers::bool),
                "true or false",
                description,
                TakesEffect.AT_NEXT_START,
                false);
    }

    Option<T> repeatable() {
        return new Option<>(
                name, group, Shape.LIST, valueName, defaultText, parser, expected, description, takesEffect, secret);
    }

    Option<T> takingEffectNow() {
        return new Option<>(
                name, group, shape, valueName, defaultText, parser, expected, description, TakesEffect.NOW, secret);
    }

    Option<T> asSecret() {
        return new Option<>(
                name, group, shape, valueName, defaultText, parser, expected, description, takesEffect, true);
    }

    /** {@code --etcd-endpoints}. */
    public String flag() {
        return "--" + name;
    }

    /** {@code FLANNELD_ETCD_ENDPOINTS}, for our own options too: one rule for all. */
    public String env() {
        return env(name);
    }

    static String env(String name) {
        return ENV_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The words that its value can be, if those are all; empty where there are others. */
    public List<String> choices() {
        List<String> named = List.of(valueName.split("\\|", -1));
        return named.size() > 1 && named.stream().allMatch(this::takes) && !takes(NO_WORD) ? named : List.of();
    }

    private boolean takes(String text) {
        try {
            parser.parse(List.of(text));
            return true;
        } catch (BadValue e) {
            return false;
        }
    }

    /** The default's value, through the same parser as every other text. */
    T defaultValue() {
        try {
            return parser.parse(defaultText.isEmpty() && shape == Shape.LIST ? List.of() : List.of(defaultText));
        } catch (BadValue e) {
            throw new IllegalStateException("the default of " + flag() + " is not a value of it", e);
        }
    }

    @Override
    public String toString() {
        return flag();
    }
}
