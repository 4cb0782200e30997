package dev.tenure.bus;

import dev.tenure.health.HealthReport;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.function.Supplier;

/**
 * Every public topic, query and command of {@link Topics} as JSON on {@code <address>.json}; {@link JsonForms} and
 * {@link JsonCommands} say what stands in it.
 *
 * @param registrations one for each
 */
public record JsonMirrors(List<MessageConsumer<?>> registrations) {
    public JsonMirrors {
        registrations = List.copyOf(registrations);
    }

    /**
     * Mirrors from now on, on the caller's context.
     *
     * @param now the clock by which deadlines become seconds
     */
    public static JsonMirrors install(EventBus bus, Topics topics, Supplier<Moment> now) {
        JsonMirror<TenancyStatus> tenancy = new JsonMirror<>(status -> JsonForms.tenancy(status, now.get()));
        JsonMirror<NetworkChanged> network = new JsonMirror<>(JsonForms::network);
        JsonMirror<HealthReport> health = new JsonMirror<>(JsonForms::health);
        return new JsonMirrors(List.of(
                tenancy.mirror(bus, topics.tenancyChanged()),
                network.mirror(bus, topics.networkChanged()),
                health.mirror(bus, topics.healthChanged()),
                new JsonMirror<>(JsonForms::peersChanged).mirror(bus, topics.peersChanged()),
                tenancy.answer(bus, topics.tenancyQuery(), JsonCommands::ask),
                network.answer(bus, topics.networkQuery(), JsonCommands::ask),
                health.answer(bus, topics.healthQuery(), JsonCommands::ask),
                new JsonMirror<>(JsonForms::peers).answer(bus, topics.peersQuery(), JsonCommands::ask),
                tenancy.answer(bus, topics.backendAttributes(), JsonCommands::backendAttributes),
                tenancy.answer(bus, topics.reserve(), JsonCommands::reserve),
                tenancy.answer(bus, topics.release(), JsonCommands::release)));
    }

    /** Ends all of them. */
    public Future<Void> unregister() {
        return Future.join(
                        registrations.stream().map(MessageConsumer::unregister).toList())
                .mapEmpty();
    }
}
