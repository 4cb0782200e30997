package dev.tenure.cli.completion;

import java.util.Locale;
import java.util.function.Function;

/** The shells that completion is made for. */
enum Shell {
    BASH(BashScript::of),
    ZSH(ZshScript::of),
    FISH(FishScript::of);

    private final Function<CommandWords, String> writer;

    Shell(Function<CommandWords, String> writer) {
        this.writer = writer;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The whole script. */
    String script(CommandWords program) {
        return writer.apply(program);
    }
}
