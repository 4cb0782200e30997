package dev.tenure.faults.fleet;

import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * A fleet in a JVM of its own: {@code FleetMain FIRST COUNT FOLDER OPTION=VALUE…}, where the options are the agents'.
 *
 * <p>Says {@code up COUNT}, then does what stands in each line of its input and ends its answer with a line of one dot:
 *
 * <ul>
 *   <li>{@code start}: starts all agents and does not wait for them.
 *   <li>{@code ready}: {@code ready N}, how many hosts are ready now.
 *   <li>{@code hosts}: {@code host IP KEY MILLIS} for each, KEY being a word where nothing is held, and MILLIS from the start
 *       until it was ready first, -1 if it never was.
 *   <li>{@code requests}: {@code requests IP grant=1 txn=2 …} for each.
 * </ul>
 *
 * At the end of its input it ends, as if killed: no lease is given back. At SIGTERM it ends as the program does.
 */
public final class FleetMain {
    private static final Logger ROOT = Logger.getLogger("");
    private static final long STOP_SECONDS_MAX = 4;

    private final Fleet fleet;
    private volatile Future<?> started = Future.succeededFuture();
    private long startNanos;

    private FleetMain(Fleet fleet) {
        this.fleet = fleet;
    }

    public static void main(String[] args) throws IOException {
        // what hundreds of agents have to say is read only when something went wrong
        ROOT.setLevel(Level.WARNING);
        Map<String, String> options = Arrays.stream(args, 3, args.length)
                .map(option -> option.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        int count = Integer.parseInt(args[1]);
        try (Fleet fleet = Fleet.of(Integer.parseInt(args[0]), count, Path.of(args[2]), options)) {
            FleetMain main = new FleetMain(fleet);
            Runtime.getRuntime().addShutdownHook(new Thread(main::stopAtSignal, "fleet-signal"));
            System.out.println("up " + count);
            main.obey();
        }
    }

    /** Not before the start is over, not for long, and 0 where the JVM alone would say 143. */
    private void stopAtSignal() {
        try {
            started.transform(up -> fleet.vertx().close())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("not everything stopped in time: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }

    private void obey() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(answer(line) + "\n.");
            }
        }
    }

    private String answer(String command) {
        return switch (command) {
            case "start" -> {
                startNanos = System.nanoTime();
                started = fleet.start();
                started.onFailure(cause -> ROOT.log(Level.SEVERE, "the fleet did not start", cause));
                yield "started";
            }
            case "ready" -> "ready " + fleet.readyCount();
            case "hosts" -> lines(host -> "host " + host.publicIp() + " " + host.key() + " " + millisUntilReady(host));
            case "requests" -> lines(host -> "requests " + host.publicIp() + " " + counts(host));
            default -> "what is " + command + "?";
        };
    }

    private String lines(Function<FleetHost, String> line) {
        return fleet.hosts().stream().map(line).collect(Collectors.joining("\n"));
    }

    private long millisUntilReady(FleetHost host) {
        long ready = host.firstReadyNanos();
        return ready == 0 ? -1 : (ready - startNanos) / 1_000_000;
    }

    private static String counts(FleetHost host) {
        return host.requests().entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%s=%d", each.getKey(), each.getValue()))
                .collect(Collectors.joining(" "));
    }
}
