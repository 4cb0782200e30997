package dev.tenure.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * The hooks of a directory, run one after the other on the thread that calls; each is counted and told of.
 *
 * @param log gets what they print, each line with the hook's name before it
 */
record Hooks(HookDirectory directory, HookProcess process, HookMetrics metrics, Logger log) {
    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    HookDirectory.Listing list() {
        return directory.list();
    }

    /** The directory is read anew for each event; a hook that fails does not keep the next one from running. */
    HookDirectory.Listing runAll(HookEvent event) {
        HookDirectory.Listing listing = list();
        Map<String, String> environment = new HashMap<>(event.variables());
        environment.put("PATH", Optional.ofNullable(System.getenv("PATH")).orElse(USUAL_PATH));
        for (Path hook : listing.hooks()) {
            if (!process.isStopping()) {
                run(hook, event, environment);
            }
        }
        return listing;
    }

    private void run(Path hook, HookEvent event, Map<String, String> environment) {
        String name = nameOf(hook);
        long start = System.nanoTime();
        HookProcess.End end = process.run(hook, environment, line -> log.info("{}: {}", name, line));
        metrics.ran(event.kind(), end.outcome(), Duration.ofNanos(System.nanoTime() - start));
        if (end.outcome() == HookProcess.Outcome.OK) {
            log.info("the hook {} for {} {}", name, event, end.sentence());
        } else {
            log.warn("the hook {} for {} {}", name, event, end.sentence());
        }
    }

    static String nameOf(Path hook) {
        return String.valueOf(hook.getFileName());
    }
}
