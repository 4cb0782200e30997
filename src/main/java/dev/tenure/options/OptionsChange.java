package dev.tenure.options;

import java.util.List;

/**
 * The watched file changed.
 *
 * @param options what the agent is to run with from now on: options that take effect at the next start are as they were
 * @param changed every option whose value is another now, those for the next start included
 */
public record OptionsChange(AgentOptions options, List<Option<?>> changed) {
    public OptionsChange {
        changed = List.copyOf(changed);
    }
}
