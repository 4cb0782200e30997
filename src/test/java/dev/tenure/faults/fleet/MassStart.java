package dev.tenure.faults.fleet;

import dev.tenure.process.Program;
import dev.tenure.process.RunningAgent;
import dev.tenure.support.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * So many hosts that start at one moment: most of them as fleets in JVMs that are up already, some as processes of their own,
 * which are all spawned at once and come as fast as the machine lets them.
 */
final class MassStart implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration TELL = Duration.ofSeconds(10);

    private final Path disk;
    private final Map<String, String> options;
    private final List<FleetProcess> fleets = new ArrayList<>();
    private final Map<FleetHost, RunningAgent> processes = new HashMap<>();
    private final Set<RunningAgent> ready = new HashSet<>();
    private int hosts;

    /** @param options of every agent */
    MassStart(Path disk, Map<String, String> options) {
        this.disk = disk;
        this.options = options;
    }

    /** Gets JVMs ready with so many agents each, none of which starts yet. */
    MassStart withFleets(int jvms, int agentsEach) {
        for (int i = 0; i < jvms; i++) {
            fleets.add(new FleetProcess(1 + hosts, agentsEach, disk, options));
            hosts += agentsEach;
        }
        fleets.forEach(FleetProcess::awaitUp);
        return this;
    }

    /** Starts all of them, and as many processes; returns how long it took until every host was ready. */
    Duration start(int processCount, Duration within) {
        List<Integer> ports = Ports.free(processCount);
        long start = System.nanoTime();
        for (int port : ports) {
            FleetHost host = new FleetHost(1 + hosts++, disk, options);
            processes.put(host, spawn(host, port));
        }
        fleets.forEach(FleetProcess::start);
        long told = start;
        for (int count = readyCount(); count < hosts; count = readyCount()) {
            long now = System.nanoTime();
            if (now - start > within.toNanos()) {
                throw new AssertionError(count + " of " + hosts + " hosts are ready after " + within + "\n" + story());
            }
            if (now - told > TELL.toNanos()) {
                told = now;
                System.out.println("mass start: " + count + " of " + hosts + " hosts, " + ready.size() + " of "
                        + processCount + " processes are ready after " + (now - start) / 1_000_000 + " ms");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static RunningAgent spawn(FleetHost host, int port) {
        List<String> arguments = new ArrayList<>(List.of("agent", "--healthz-ip=127.0.0.1", "--healthz-port=" + port));
        host.options().forEach((name, value) -> {
            if (!name.equals("healthz-port")) {
                arguments.add("--" + name + "=" + value);
            }
        });
        // forty JVMs that start would have both cores to themselves for a minute; the fleets stand for hosts with their
        // own
        List<String> command = new ArrayList<>(List.of("nice", "-n", "10"));
        command.addAll(Program.command(arguments));
        return new RunningAgent(command, Map.of(), port);
    }

    /** A process says in its log when it is ready; to ask forty that are just starting would only keep them from it. */
    int readyCount() {
        processes.values().stream()
                .filter(agent -> !ready.contains(agent))
                .filter(agent -> agent.lines().stream().anyMatch(line -> line.endsWith(" ready")))
                .forEach(ready::add);
        int count = fleets.stream().mapToInt(FleetProcess::readyCount).sum() + ready.size();
        return count < hosts ? count : count - notReady();
    }

    /** Who was ready may not be so any more. */
    private int notReady() {
        return (int) ready.stream().filter(agent -> !agent.isReady()).count();
    }

    // ---- what came of it

    int hosts() {
        return hosts;
    }

    /** The keys by the addresses of their hosts. */
    Map<String, String> keys() {
        Map<String, String> keys = new TreeMap<>();
        fleets.forEach(fleet -> fleet.hosts().forEach(host -> keys.put(host.publicIp(), host.key())));
        processes.forEach((host, agent) ->
                keys.put(host.publicIp(), agent.get("/v1/lease").json().getString("key")));
        return keys;
    }

    /** RPCs by kind, of each host. */
    Map<String, Map<String, Integer>> requests() {
        Map<String, Map<String, Integer>> requests = new TreeMap<>();
        fleets.forEach(fleet -> requests.putAll(fleet.requests()));
        processes.forEach((host, agent) -> requests.put(host.publicIp(), requests(agent)));
        return requests;
    }

    private static Map<String, Integer> requests(RunningAgent agent) {
        return agent.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("tenure_etcd_requests_total{"))
                .collect(Collectors.toMap(
                        line -> line.replaceFirst(".*op=\"([a-z]+)\".*", "$1"),
                        line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
                        Integer::sum,
                        TreeMap::new));
    }

    /** RPCs a host: the mean, and how they are spread. */
    static String spread(Map<String, Map<String, Integer>> requests) {
        int[] sorted = requests.values().stream()
                .mapToInt(byKind ->
                        byKind.values().stream().mapToInt(Integer::intValue).sum())
                .sorted()
                .toArray();
        return String.format(
                Locale.ROOT,
                "RPCs a host: mean %.2f, median %d, 90 %% at most %d, most %d",
                mean(requests),
                sorted[sorted.length / 2],
                sorted[sorted.length * 9 / 10],
                sorted[sorted.length - 1]);
    }

    static double mean(Map<String, Map<String, Integer>> requests) {
        return requests.values().stream()
                .mapToInt(byKind ->
                        byKind.values().stream().mapToInt(Integer::intValue).sum())
                .average()
                .orElse(0);
    }

    static int total(Map<String, Map<String, Integer>> requests) {
        return byKind(requests).values().stream().mapToInt(Integer::intValue).sum();
    }

    /** RPCs of all hosts by kind. */
    static Map<String, Integer> byKind(Map<String, Map<String, Integer>> requests) {
        Map<String, Integer> all = new TreeMap<>();
        requests.values().forEach(byKind -> byKind.forEach((kind, count) -> all.merge(kind, count, Integer::sum)));
        return all;
    }

    private String story() {
        return fleets.stream().map(FleetProcess::log).collect(Collectors.joining("\n"))
                + processes.values().stream()
                        .filter(agent -> !agent.isReady())
                        .map(RunningAgent::log)
                        .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        fleets.forEach(FleetProcess::close);
        processes.values().forEach(RunningAgent::close);
    }
}
