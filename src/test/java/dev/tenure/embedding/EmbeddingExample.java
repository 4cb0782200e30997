package dev.tenure.embedding;

// shown in docs/embedding.md: begin
import dev.tenure.TenureVerticle;
import dev.tenure.bus.BackendAttributes;
import dev.tenure.bus.Topics;
import dev.tenure.options.AgentOptions;
import dev.tenure.subnet.Subnet;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An application with a data plane of its own, which has Tenure take and keep the subnet. */
public final class EmbeddingExample {
    private EmbeddingExample() {}

    /** Deploys the data plane before the agent, so that it misses nothing. */
    public static Future<TenureVerticle> deploy(Vertx vertx, Map<String, String> options, DataPlane dataPlane) {
        TenureVerticle tenure = new TenureVerticle(AgentOptions.of(options));
        return vertx.deployVerticle(new DataPlaneVerticle(tenure.topics(), dataPlane))
                .compose(id -> vertx.deployVerticle(tenure))
                .map(id -> tenure);
    }

    /** What moves the packets; called on the event loop, so it must not block. */
    public interface DataPlane {
        /** Makes the tunnel's end for this subnet, if it is not there yet, and tells its MAC address. */
        Future<String> serve(Subnet subnet);
    }

    static final class DataPlaneVerticle extends VerticleBase {
        private final Topics topics;
        private final DataPlane dataPlane;
        private @Nullable Subnet served;

        DataPlaneVerticle(Topics topics, DataPlane dataPlane) {
            this.topics = topics;
            this.dataPlane = dataPlane;
        }

        @Override
        public Future<?> start() {
            topics.tenancyChanged()
                    .consumer(vertx.eventBus(), tenancy -> tenancy.lease().ifPresent(lease -> serve(lease.subnet())));
            // what was said before we listened
            return topics.tenancyQuery()
                    .request(vertx.eventBus(), new Topics.Ask())
                    .onSuccess(tenancy -> tenancy.lease().ifPresent(lease -> serve(lease.subnet())))
                    .otherwiseEmpty();
        }

        /** A tenancy is also told of when only its deadline has changed. */
        private void serve(Subnet subnet) {
            if (!subnet.equals(served)) {
                served = subnet;
                dataPlane.serve(subnet).onSuccess(this::tellOthers);
            }
        }

        private void tellOthers(String mac) {
            String data = "{\"VNI\":1,\"VtepMAC\":\"" + mac + "\"}";
            topics.backendAttributes()
                    .request(vertx.eventBus(), new BackendAttributes(data, null))
                    .onFailure(refused -> System.err.println(refused.getMessage()));
        }
    }
}
// shown in docs/embedding.md: end
