package dev.tenure.options;

import java.util.List;

/** From the texts that were given for an option (one, or several for a list) to its value. */
@FunctionalInterface
interface OptionParser<T> {
    T parse(List<String> texts) throws BadValue;
}
