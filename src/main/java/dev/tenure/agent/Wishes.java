package dev.tenure.agent;

import dev.tenure.bus.BackendAttributes;
import dev.tenure.bus.Topics;
import dev.tenure.json.JsonFields;
import dev.tenure.json.MalformedJson;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What others on this host may ask of the tenancy on the bus: what cannot be is refused with a sentence. */
final class Wishes {
    private final Supplier<TenancyStatus> status;
    private final Function<TenancyFact, Future<?>> take;

    /** @param take hands a fact to the tenancy; its future ends when the commands that follow are done */
    Wishes(Supplier<TenancyStatus> status, Function<TenancyFact, Future<?>> take) {
        this.status = status;
        this.take = take;
    }

    void answerOn(EventBus bus, Topics topics) {
        topics.backendAttributes().answer(bus, this::backendGives);
        topics.reserve().answer(bus, asked -> onLease(new TenancyFact.ReserveAsked(), "reserve"));
        topics.release().answer(bus, asked -> onLease(new TenancyFact.ReleaseAsked(), "release"));
    }

    private Future<TenancyStatus> backendGives(BackendAttributes given) {
        String wrong = notAnObject(given.backendData()) + notAnObject(given.backendV6Data());
        return wrong.isEmpty()
                ? take.apply(new TenancyFact.BackendDataGiven(given.backendData(), given.backendV6Data()))
                        .map(done -> status.get())
                : Future.failedFuture("backend data must be a JSON object: " + wrong);
    }

    private static String notAnObject(@Nullable String data) {
        if (data == null) {
            return "";
        }
        try {
            JsonFields.parse(data);
            return "";
        } catch (MalformedJson e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Future<TenancyStatus> onLease(TenancyFact wish, String verb) {
        TenancyStatus now = status.get();
        if (now.lease().isEmpty()) {
            return Future.failedFuture("cannot " + verb + ": this host holds no lease (it is "
                    + now.state().label() + "); wait until it does");
        }
        if (now.lease().get().isReservation()) {
            return Future.failedFuture(
                    "cannot " + verb + ": " + now.lease().get().key() + " is a reservation");
        }
        return take.apply(wish).map(done -> status.get());
    }
}
