package dev.tenure.agent;

import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WriteOutcome;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** A registry in which something happens just before a new key is put. */
final class Meddler extends ForwardingRegistry {
    private final Consumer<SubnetWrite.Create> before;

    Meddler(OperatorRegistry registry, Consumer<SubnetWrite.Create> before) {
        super(registry);
        this.before = before;
    }

    @Override
    public Future<WriteOutcome> write(SubnetWrite write) {
        if (write instanceof SubnetWrite.Create create) {
            before.accept(create);
        }
        return super.write(write);
    }
}
