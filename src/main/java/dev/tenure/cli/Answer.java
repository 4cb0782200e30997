package dev.tenure.cli;

import dev.tenure.json.JsonText;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command has to say when it is done.
 *
 * @param code what the process ends with
 * @param out what was asked for, whole lines
 * @param notes sentences for stderr, each of which becomes one line
 */
record Answer(ExitCode code, String out, List<String> notes) {
    Answer {
        notes = List.copyOf(notes);
    }

    static Answer good(String out) {
        return new Answer(ExitCode.GOOD, out, List.of());
    }

    /** Something was found, or is not as it was asked to be; {@code out} says what. */
    static Answer found(String out) {
        return new Answer(ExitCode.FOUND_OR_FAILED, out, List.of());
    }

    /** It was not done: a person reads the sentence on stderr, a program the document on stdout. */
    static Answer refused(Output output, String code, String sentence) {
        return output == Output.JSON
                ? found(document().put("outcome", "refused").put("code", code).put("sentence", sentence) + "\n")
                : new Answer(ExitCode.FOUND_OR_FAILED, "", List.of(sentence));
    }

    /** Every JSON document says of which version it is; a field may come, none changes its meaning. */
    static JsonText document() {
        return new JsonText().put("version", 1);
    }

    /** The same with one sentence more for stderr. */
    Answer withNote(String sentence) {
        List<String> more = new ArrayList<>(notes);
        more.add(sentence);
        return new Answer(code, out, more);
    }
}
