package dev.tenure.contract;

import dev.tenure.registry.InMemoryRegistry;
import dev.tenure.registry.InMemoryStore;
import dev.tenure.registry.OperatorRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Holds the twin to the contract. */
final class InMemoryRegistryContractTest extends SubnetRegistryContract {
    private final InMemoryStore store = new InMemoryStore();

    @Override
    OperatorRegistry open(Vertx on) {
        return InMemoryRegistry.on(on, store);
    }

    @Override
    Future<Void> close(OperatorRegistry opened) {
        return ((InMemoryRegistry) opened).close();
    }

    @Override
    OtherWriter otherWriter() {
        return new InMemoryWriter(store);
    }
}
