package dev.tenure.agent;

import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.WatchListener;
import dev.tenure.registry.WatchScope;
import dev.tenure.registry.Watching;

/** A registry whose watches are opened by a member that has not heard of the last few revisions yet. */
final class LaggingRegistry extends ForwardingRegistry {
    private static final long BEHIND = 2;

    LaggingRegistry(OperatorRegistry registry) {
        super(registry);
    }

    @Override
    public Watching watch(WatchScope scope, long fromRevision, WatchListener listener) {
        return super.watch(scope, fromRevision, new WatchListener() {
            @Override
            public void opened(long storeRevision, long storeId) {
                listener.opened(storeRevision - BEHIND, storeId);
            }

            @Override
            public void changed(Batch batch) {
                listener.changed(batch);
            }

            @Override
            public void progressed(long revision) {
                listener.progressed(revision);
            }

            @Override
            public void ended(RegistryFailure reason) {
                listener.ended(reason);
            }
        });
    }
}
