package dev.tenure.cli.completion;

import java.util.Locale;

/** The shells that completion is made for. */
enum Shell {
    BASH,
    ZSH,
    FISH;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The whole script. */
    String script(CommandWords program) {
        return switch (this) {
            case BASH -> BashScript.of(program);
            case ZSH -> ZshScript.of(program);
            case FISH -> FishScript.of(program);
        };
    }
}
