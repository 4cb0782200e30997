package dev.tenure.support;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A network between us and one server, which a test can break in every way that networks break. Thread-safe. */
public final class TcpProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int BACKLOG_USUAL = 50;
    private static final int FULL_MILLIS = 300;
    private static final long REBIND_NANOS_MAX = 20_000_000_000L;

    private volatile int targetPort;
    private final int port;
    private final Set<Link> links = new HashSet<>();
    private final AtomicLong accepted = new AtomicLong();
    private final List<Socket> queued = new ArrayList<>();
    private @Nullable ServerSocket listener;
    private boolean holdRequests;
    private boolean holdAnswers;
    private long requests;
    private long holdAnswersFrom = Long.MAX_VALUE;
    private volatile Duration latency = Duration.ZERO;
    private volatile long answerBytesMax = Long.MAX_VALUE;
    private volatile int encryptedRecordsMax = Integer.MAX_VALUE;

    private TcpProxy(int targetPort) {
        this.targetPort = targetPort;
        ServerSocket first = listen(0, BACKLOG_USUAL);
        port = first.getLocalPort();
        accept(first);
    }

    /** Forwards to this port of the loopback until told otherwise. */
    public static TcpProxy to(int targetPort) {
        return new TcpProxy(targetPort);
    }

    public int port() {
        return port;
    }

    /** From now on new connections lead to this port; open ones are reset. */
    public void leadTo(int otherPort) {
        targetPort = otherPort;
        cut();
    }

    /** As an etcd endpoint without TLS. */
    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** How many connections it has taken so far. */
    public long accepted() {
        return accepted.get();
    }

    /** How many RPCs it has carried so far; only of those without TLS. */
    public synchronized long requests() {
        return requests;
    }

    public synchronized int openLinks() {
        return links.size();
    }

    // ---- what a network does

    /** Everything flows, also what was held until now; takes connections again. */
    public synchronized void forward() {
        holdRequests = false;
        holdAnswers = false;
        holdAnswersFrom = Long.MAX_VALUE;
        notifyAll();
        if (!queued.isEmpty()) {
            queued.forEach(TcpProxy::reset);
            queued.clear();
            close(listener);
            listener = null;
        }
        if (listener == null) {
            accept(relisten(port, BACKLOG_USUAL));
        }
    }

    /** Nothing flows either way, and nobody is told: a silent partition. */
    public synchronized void hold() {
        holdRequests = true;
        holdAnswers = true;
    }

    /** As a firewall that drops everything: nothing flows, and attempts to connect get no answer either. */
    public synchronized void drop() {
        hold();
        close(listener);
        listener = relisten(port, 1);
        // nobody takes these, and where as many wait as may, the kernel says nothing to the next one
        boolean isFull = false;
        while (!isFull) {
            Socket waiting = new Socket();
            queued.add(waiting);
            try {
                waiting.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), FULL_MILLIS);
            } catch (SocketTimeoutException e) {
                isFull = true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Requests get through, and their answers don't: every outcome is unknown. */
    public synchronized void holdAnswers() {
        holdAnswers = true;
    }

    /** Likewise from the {@code nth} RPC on that begins from now on, the first being 1: that one still arrives. */
    public synchronized void holdAnswersFromRequest(int nth) {
        holdAnswersFrom = requests + nth;
    }

    /** True once answers are held. */
    public synchronized boolean holdsAnswers() {
        return holdAnswers;
    }

    /** Resets every connection; new ones are taken. What was held is lost. */
    public void cut() {
        synchronized (this) {
            List.copyOf(links).forEach(Link::reset);
            links.clear();
        }
    }

    /** Takes no connections any more and resets those that are open. */
    public void refuse() {
        synchronized (this) {
            queued.forEach(TcpProxy::reset);
            queued.clear();
            close(listener);
            listener = null;
        }
        cut();
    }

    /** Each piece takes this long each way. */
    public void latency(Duration oneWay) {
        latency = oneWay;
    }

    /** Each connection is reset when it has carried so many bytes of answers; for connections from now on. */
    public void cutAfterAnswerBytes(long bytes) {
        answerBytesMax = bytes;
    }

    /** Each connection is reset when a client that speaks TLS goes on writing after so many encrypted records; what it was told then is lost. */
    public void cutAfterEncryptedRecords(int records) {
        encryptedRecordsMax = records;
    }

    @Override
    public void close() {
        refuse();
    }

    // ---- inside

    /** The kernel may still have the old listener for a moment, while a thread leaves its accept(). */
    private static ServerSocket relisten(int port, int backlog) {
        long start = System.nanoTime();
        while (true) {
            try {
                return listen(port, backlog);
            } catch (UncheckedIOException e) {
                if (System.nanoTime() - start > REBIND_NANOS_MAX) {
                    throw e;
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static ServerSocket listen(int port, int backlog) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), backlog);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void accept(ServerSocket on) {
        listener = on;
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    connect(on.accept(), on);
                }
            } catch (IOException e) {
                // closed by refuse()
            }
        });
    }

    private void connect(Socket client, ServerSocket from) {
        accepted.incrementAndGet();
        int target = targetPort;
        try {
            Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), target), answerBytesMax);
            synchronized (this) {
                // a closed listener may still hand out one that had come before, and that would outlive refuse()
                if (!from.equals(listener) || targetPort != target) {
                    link.reset();
                    return;
                }
                links.add(link);
            }
            link.start();
        } catch (IOException e) {
            reset(client);
        }
    }

    private synchronized void awaitOpen(boolean answers) throws InterruptedException {
        while (answers ? holdAnswers : holdRequests) {
            wait();
        }
    }

    private synchronized void begin(int more) {
        requests += more;
        holdAnswers |= requests >= holdAnswersFrom;
    }

    private synchronized void forget(Link link) {
        links.remove(link);
    }

    private static void close(@Nullable ServerSocket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With nothing left to linger for, closing sends RST. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // it is closed already
        }
    }

    /** Bytes on their way; no bytes for the end of the stream. */
    private record Piece(@Nullable Buffer bytes, long dueNanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(dueNanos, ((Piece) other).dueNanos);
        }
    }

    private final class Link {
        private final Socket client;
        private final Socket server;
        private final long answerBytesMaxHere;
        private final FrameCounter requestsHere = FrameCounter.http2Requests();
        private final FrameCounter recordsHere = FrameCounter.encryptedRecords();

        Link(Socket client, Socket server, long answerBytesMaxHere) {
            this.client = client;
            this.server = server;
            this.answerBytesMaxHere = answerBytesMaxHere;
        }

        void start() {
            pump(client, server, false);
            pump(server, client, true);
        }

        private void pump(Socket from, Socket to, boolean answers) {
            DelayQueue<Piece> way = new DelayQueue<>();
            Thread.ofVirtual().start(() -> read(from, way));
            Thread.ofVirtual().start(() -> write(to, way, answers));
        }

        private void read(Socket from, DelayQueue<Piece> way) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long last = 0;
            try {
                InputStream in = from.getInputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    // strictly later than the piece before, so that the queue keeps the order
                    last = Math.max(last + 1, System.nanoTime() + latency.toNanos());
                    way.add(new Piece(Buffer.buffer(Arrays.copyOf(buffer, n)), last));
                }
            } catch (IOException e) {
                // the other side sees an end all the same
            }
            way.add(new Piece(null, Math.max(last + 1, System.nanoTime() + latency.toNanos())));
        }

        private void write(Socket to, DelayQueue<Piece> way, boolean answers) {
            long left = answers ? answerBytesMaxHere : Long.MAX_VALUE;
            int records = 0;
            try {
                OutputStream out = to.getOutputStream();
                for (Buffer bytes = way.take().bytes();
                        bytes != null;
                        bytes = way.take().bytes()) {
                    if (!answers) {
                        begin(requestsHere.in(bytes.getBytes()));
                        records += recordsHere.in(bytes.getBytes());
                        if (records > encryptedRecordsMax) {
                            break;
                        }
                    }
                    awaitOpen(answers);
                    out.write(bytes.getBytes(), 0, (int) Math.min(bytes.length(), left));
                    left -= bytes.length();
                    if (left <= 0) {
                        break;
                    }
                }
                awaitOpen(answers);
            } catch (IOException | InterruptedException e) {
                // the link is broken anyhow
            }
            reset();
            forget(this);
        }

        void reset() {
            TcpProxy.reset(client);
            TcpProxy.reset(server);
        }
    }
}
