package dev.tenure.tenancy;

import java.util.List;

/**
 * What follows from one fact.
 *
 * @param next the tenancy from now on
 * @param commands what to do, in this order
 */
public record Decision(Tenancy next, List<TenancyCommand> commands) {
    public Decision {
        commands = List.copyOf(commands);
    }
}
