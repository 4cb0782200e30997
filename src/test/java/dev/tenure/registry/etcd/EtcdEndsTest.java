package dev.tenure.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.live.Patience;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.StrangeEntry;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WatchRecorder;
import dev.tenure.support.Command;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever becomes of the connection in the middle of it, every call ends, and in time: nobody waits for ever. */
final class EtcdEndsTest extends EtcdFixture {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** Every method of the ports that has an answer. */
    enum Call {
        SNAPSHOT,
        DIGEST,
        GRANT,
        CREATE,
        UPDATE,
        DELETE,
        RENEW,
        REVOKE,
        RESERVE,
        PUT_NETWORK,
        NETWORK_TEXT,
        STRANGE_ENTRIES,
        DELETE_STRANGE,
        GRANT_STATE,
        GRANTS;

        Future<?> on(EtcdSubnetRegistry registry, SubnetLease lease) {
            var grant = lease.term().granted().orElseThrow();
            return switch (this) {
                case SNAPSHOT -> registry.snapshot();
                case DIGEST -> registry.digest();
                case GRANT -> registry.grant(Duration.ofHours(1));
                case CREATE -> registry.write(new SubnetWrite.Create(key("10.5.60.0-24"), host(), grant, 0));
                case UPDATE -> registry.write(new SubnetWrite.Update(lease, host(), lease.term()));
                case DELETE -> registry.write(new SubnetWrite.Delete(lease));
                case RENEW -> registry.renew(lease);
                case REVOKE -> registry.revokeUnused(grant);
                case RESERVE -> registry.write(new SubnetWrite.Reserve(key("10.5.61.0-24"), host(), 0, 1));
                case PUT_NETWORK -> registry.putNetwork(CONFIG, 0);
                case NETWORK_TEXT -> registry.networkText();
                case STRANGE_ENTRIES -> registry.strangeEntries();
                case DELETE_STRANGE -> registry.deleteStrange(new StrangeEntry("strange", new Term.Reserved(), 1, 1));
                case GRANT_STATE -> registry.grantState(grant);
                case GRANTS -> registry.grants();
            };
        }
    }

    /** What happens to the connection meanwhile. */
    enum Incident {
        NOTHING,
        ANOTHER_LOGIN,
        OTHER_ENDPOINTS,
        TWO_CHANGES_AT_ONCE,
        A_CUT,
        CLOSED;

        void happens(EtcdSubnetRegistry registry, TcpProxy network) {
            switch (this) {
                case NOTHING -> {}
                case ANOTHER_LOGIN -> registry.useLogin("somebody", null);
                case OTHER_ENDPOINTS -> registry.useEndpointsOf(impatient("http://localhost:" + network.port()));
                case TWO_CHANGES_AT_ONCE -> {
                    registry.useLogin("somebody", null);
                    registry.useLogin("somebody-else", null);
                }
                case A_CUT -> network.cut();
                case CLOSED -> registry.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_call_ends_whatever_happens_to_a_silent_connection_meanwhile(Incident incident) {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdSubnetRegistry registry = open(impatient(network.endpoint()));
        SubnetLease lease = held(registry, "10.5.52.0-24");
        WatchRecorder open = new WatchRecorder();
        registry.watch(1, open);
        open.awaitOpened();
        network.hold();

        Map<Call, Future<?>> calls = new EnumMap<>(Call.class);
        for (Call call : Call.values()) {
            calls.put(call, call.on(registry, lease));
        }
        WatchRecorder opening = new WatchRecorder();
        registry.watch(1, opening);
        Patience.throughout("they are on their way", Duration.ofMillis(200), () -> true, () -> "");
        incident.happens(registry, network);

        Patience.until(
                "every call ends",
                TIMEOUT.multipliedBy(2).plus(SLACK),
                () -> calls.values().stream().allMatch(Future::isComplete),
                calls::toString);
        calls.forEach((call, future) -> assertThat(failureOf(future))
                .as(call.name())
                .isInstanceOfAny(RegistryFailure.Unreachable.class, RegistryFailure.Replaced.class));
        if (incident == Incident.CLOSED) {
            assertThat(opening.ends()).isEmpty();
        } else {
            assertThat(opening.awaitEnd())
                    .isInstanceOfAny(RegistryFailure.Unreachable.class, RegistryFailure.Replaced.class);
        }
        if (List.of(Incident.ANOTHER_LOGIN, Incident.OTHER_ENDPOINTS, Incident.TWO_CHANGES_AT_ONCE)
                .contains(incident)) {
            assertThat(open.awaitEnd()).isInstanceOf(RegistryFailure.Replaced.class);
        }
    }

    @Test
    void a_ca_file_that_never_ends_holds_no_call_up_for_ever() throws IOException {
        EtcdServer etcd = closing(EtcdServer.start());
        Path pipe = folder.resolve("ca.pem");
        Command.run("mkfifo", pipe.toString());
        EtcdSubnetRegistry registry =
                open(impatient("https://127.0.0.1:" + etcd.port()).withTls(pipe, null, null));
        WatchRecorder heard = new WatchRecorder();

        registry.watch(1, heard);
        RegistryFailure failure = failureOf(registry.snapshot());
        RegistryFailure end = heard.awaitEnd();
        Files.writeString(pipe, "not a certificate");

        assertThat(failure).isInstanceOf(RegistryFailure.Unreachable.class);
        assertThat(end).isInstanceOf(RegistryFailure.Unreachable.class);
    }
}
