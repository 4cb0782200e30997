package dev.tenure.cli;

import dev.tenure.options.Option;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A command for what one host has: named by its subnet, by its addresses, or this one. */
abstract class HostCommand extends OperatorCommand {
    HostCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    /** Its own options, beside those that name a host. */
    abstract List<CommandOption> furtherOptions();

    @Override
    final String arguments() {
        return "[SUBNET]";
    }

    @Override
    final List<CommandOption> ownOptions() {
        return Stream.concat(HostTarget.OPTIONS.stream(), furtherOptions().stream())
                .toList();
    }

    @Override
    final List<Option<?>> hostOptions() {
        return ThisHost.OPTIONS;
    }
}
