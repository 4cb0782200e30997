package dev.tenure.agent;

import dev.tenure.bus.BackendAttributes;
import dev.tenure.bus.Topics;
import dev.tenure.json.JsonFields;
import dev.tenure.json.MalformedJson;
import dev.tenure.lease.SubnetLease;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What others on this host ask of the tenancy: looked at before it becomes a fact, and answered when it is done. */
final class TenancyRequests {
    private final AgentPart part;
    private final Supplier<TenancyStatus> status;
    private final Function<TenancyFact, Future<?>> take;

    /** @param take what to do with a fact; its future ends with what follows from it */
    TenancyRequests(AgentPart part, Supplier<TenancyStatus> status, Function<TenancyFact, Future<?>> take) {
        this.part = part;
        this.status = status;
        this.take = take;
    }

    void begin() {
        Topics topics = part.topics;
        topics.tenancyQuery().answer(part.bus(), asked -> Future.succeededFuture(status.get()));
        topics.backendAttributes().answer(part.bus(), this::backendGives);
        topics.reserve().answer(part.bus(), asked -> onLease(new TenancyFact.ReserveAsked(), "reserve"));
        topics.release().answer(part.bus(), asked -> onLease(new TenancyFact.ReleaseAsked(), "release"));
    }

    private Future<TenancyStatus> backendGives(BackendAttributes given) {
        String wrong = notJson(given.backendData()) + notJson(given.backendV6Data());
        if (!wrong.isEmpty()) {
            return Future.failedFuture("backend data must be a JSON object: " + wrong);
        }
        return done(new TenancyFact.BackendDataGiven(given.backendData(), given.backendV6Data()));
    }

    private static String notJson(@Nullable String data) {
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
        Optional<SubnetLease> lease = status.get().lease();
        if (lease.isEmpty()) {
            return Future.failedFuture("cannot " + verb + ": this host holds no lease (it is "
                    + status.get().state().label() + "); wait until it does");
        }
        if (lease.get().isReservation()) {
            return Future.failedFuture("cannot " + verb + ": " + lease.get().key() + " is a reservation already");
        }
        return done(wish);
    }

    private Future<TenancyStatus> done(TenancyFact wish) {
        return take.apply(wish).map(done -> status.get());
    }
}
