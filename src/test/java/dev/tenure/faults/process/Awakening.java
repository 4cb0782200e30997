package dev.tenure.faults.process;

import dev.tenure.process.RunningAgent;
import dev.tenure.support.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * What an agent says of itself from the moment at which it wakes: the first question lies in its socket before it is thawed,
 * so the answer is given before anything else can have happened to it.
 */
final class Awakening {
    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();
    private static final int ANSWER_MILLIS_MAX = 20_000;
    private static final byte[] QUESTION =
            "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Awakening() {}

    /** One answer of /readyz, so long after the agent was told to go on. */
    record Heard(Duration after, String answer) {
        boolean isReady() {
            return answer.startsWith("HTTP/1.1 200 ");
        }

        @Override
        public String toString() {
            return after.toMillis() + " ms: " + answer.replaceAll("(?s)^\\S+ |\r\n.*\r\n\r\n", "");
        }
    }

    /** Thaws it and asks until it is ready; all that it answered. */
    static List<Heard> of(RunningAgent agent) {
        return of(agent.port(), agent::thaw, () -> {}, agent::log);
    }

    /** Likewise; nothing comes over {@code line} until the first question was answered. */
    static List<Heard> of(RunningAgent agent, TcpProxy line) {
        line.hold();
        return of(agent.port(), agent::thaw, line::forward, agent::log);
    }

    /**
     * @param port where it answers
     * @param thaw lets it go on
     * @param answered is told that the first question was answered
     * @param story what to tell if it does not become ready
     */
    static List<Heard> of(int port, Runnable thaw, Runnable answered, Supplier<String> story) {
        List<Heard> heard = new ArrayList<>();
        try (Socket first = question(port)) {
            long thawed = System.nanoTime();
            thaw.run();
            heard.add(answer(first, thawed));
            answered.run();
            while (!heard.getLast().isReady() && System.nanoTime() - thawed < READY_MAX.toNanos()) {
                LockSupport.parkNanos(PAUSE_NANOS);
                try (Socket next = question(port)) {
                    heard.add(answer(next, thawed));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(story.get(), e);
        }
        if (!heard.getLast().isReady()) {
            throw new AssertionError("not ready since it woke: " + heard.getLast() + "\n" + story.get());
        }
        return heard;
    }

    /** The kernel takes it even where the process is stopped. */
    private static Socket question(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(ANSWER_MILLIS_MAX);
        socket.getOutputStream().write(QUESTION);
        return socket;
    }

    private static Heard answer(Socket socket, long thawed) throws IOException {
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Heard(Duration.ofNanos(System.nanoTime() - thawed), answer);
    }
}
