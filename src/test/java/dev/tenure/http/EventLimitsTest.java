package dev.tenure.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.health.Tenancies;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.live.Patience;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.TenancyFact;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that are too many, that say nothing, or that take nothing. */
class EventLimitsTest {
    private static final EventLimits LIMITS = new EventLimits(3, Duration.ofSeconds(1), Duration.ofSeconds(5));
    private static final int VALUE_BYTES = 40_000;
    private static final int PATIENCE_MILLIS = 20_000;

    private final Server server = new Server(LIMITS);

    @BeforeEach
    void readOnce() {
        server.agent.registry = Future.succeededFuture(Registries.seen(List.of(), 100));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** One who asks and reads nothing. */
    private Socket deaf() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream()
                .write("GET /v1/events HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** So many leases, each of them long, are written one after the other. */
    private void happen(int count) {
        RegistryView view = Registries.view(List.of(), 100);
        String data = "{\"x\":\"" + "y".repeat(VALUE_BYTES) + "\"}";
        for (int i = 0; i < count; i++) {
            SubnetLease peer = Tenancies.peer(i);
            HostAttributes known = (HostAttributes) peer.value();
            SubnetLease lease = new SubnetLease(
                    peer.key(),
                    new HostAttributes(known.publicIp(), null, "vxlan", data, null, List.of()),
                    new Term.Reserved(),
                    101 + i,
                    101 + i);
            RegistryView later = view.withLeases(LeaseTable.of(List.of(lease), 101 + i));
            TenancyFact.RegistryChanged fact =
                    new TenancyFact.RegistryChanged(later, List.of(new LeaseChange.Put(lease)), view.revision());
            server.tell(listener -> listener.registryIs(fact));
            view = later;
        }
    }

    /** How much comes until the end. */
    private static long drain(Socket socket) {
        long bytes = 0;
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int read = socket.getInputStream().read(buffer);
                    read >= 0;
                    read = socket.getInputStream().read(buffer)) {
                bytes += read;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open", e);
        } catch (IOException reset) {
            return bytes;
        }
        return bytes;
    }

    @Test
    void one_stream_too_many_is_refused_until_another_one_has_ended() {
        List<EventClient> clients = new ArrayList<>();
        for (int i = 0; i < LIMITS.streams(); i++) {
            clients.add(new EventClient(server.port(), null));
        }
        var refused = server.get("/v1/events");
        HttpSurfaceTest.problem(refused, 503, "too-many-streams");
        assertThat(HttpSurfaceTest.header(refused, "retry-after")).isEqualTo("5");
        assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
        clients.removeFirst().close();
        Patience.until(
                "room for another",
                Duration.ofSeconds(20),
                () -> server.surface.streams() < LIMITS.streams(),
                () -> "");
        clients.add(new EventClient(server.port(), null));
        clients.forEach(EventClient::close);
    }

    @Test
    void a_silent_stream_beats() {
        try (EventClient client = new EventClient(server.port(), null)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.next("comment").data()).isEqualTo("beat");
            }
        }
    }

    @Test
    void who_takes_nothing_is_cut_off_and_holds_up_nobody() throws IOException {
        int count = 150;
        try (EventClient quick = new EventClient(server.port(), null);
                Socket deaf = deaf()) {
            quick.next("health");
            Patience.until("both", Duration.ofSeconds(20), () -> server.surface.streams() == 2, () -> "");
            happen(count);
            for (int i = 1; i < count; i++) {
                quick.next("lease-put");
            }
            Patience.until(
                    "the deaf one is gone", Duration.ofSeconds(20), () -> server.surface.streams() == 1, () -> "");
            long got = drain(deaf);
            System.out.println("a deaf client was given " + got + " of " + count * (long) VALUE_BYTES + " bytes");
            assertThat(got).isLessThan(count * (long) VALUE_BYTES);
        }
    }

    @Test
    void who_takes_little_at_a_time_is_not_cut_off() throws IOException {
        int count = 180;
        long all = count * (long) VALUE_BYTES;
        long most = LIMITS.stall().multipliedBy(3).toNanos();
        try (Socket slow = deaf()) {
            Patience.until("a stream", Duration.ofSeconds(20), () -> server.surface.streams() == 1, () -> "");
            long start = System.nanoTime();
            happen(count);
            long got = 0;
            byte[] buffer = new byte[64 * 1024];
            while (got < all) {
                int read = slow.getInputStream().read(buffer);
                assertThat(read).as("bytes read after " + got).isPositive();
                got += read;
                // evenly over three times as long as somebody may take nothing
                long due = start + (long) (most * ((double) got / all));
                Patience.until("a slow reader's next turn", LIMITS.stall(), () -> System.nanoTime() >= due, () -> "");
            }
            System.out.println("a slow client took " + got + " bytes in "
                    + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        }
    }
}
