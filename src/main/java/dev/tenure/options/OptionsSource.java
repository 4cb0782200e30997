package dev.tenure.options;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The edge where options come in: command line and environment as given, the file through vertx-config. Nothing here
 * blocks the caller; call {@link #watch} on the context that is to be told.
 */
public final class OptionsSource {
    private final Vertx vertx;
    private final GivenOptions given;

    /** {@code flags} and {@code environment} as in {@link GivenOptions}. */
    public OptionsSource(Vertx vertx, Map<String, List<String>> flags, Map<String, String> environment) {
        this.vertx = vertx;
        this.given = new GivenOptions(flags, environment, null);
    }

    /**
     * Reads everything anew: the options, or the sentence about what is wrong, unreadable files included. The future
     * fails only on a bug.
     */
    public Future<OptionsResult> load() {
        return load(false);
    }

    /** As {@link #load()}; with {@code mustExist} a file that is not there is an error even if nobody named it. */
    Future<OptionsResult> load(boolean mustExist) {
        return vertx.executeBlocking(() -> locate(mustExist), false)
                .compose(this::readFile)
                .compose(file -> vertx.executeBlocking(() -> check(file), false))
                .recover(failure -> failure instanceof UsageException usage
                        ? Future.succeededFuture(new OptionsResult.Bad(usage.sentence()))
                        : Future.failedFuture(failure));
    }

    /**
     * Looks at the file (and the password's file) every {@code periodMillis} and tells {@code listener} what changed
     * against {@code start}; each change is also one line in the log. A file that became unusable or vanished changes
     * nothing and is one warning. Close what is returned to end it.
     */
    public OptionsWatch watch(OptionsResult.Good start, long periodMillis, Consumer<OptionsChange> listener) {
        return new OptionsWatch(this, start, periodMillis, listener);
    }

    /** Where the file of options is or would be; empty if there is no such place. */
    Optional<Path> configFile() {
        try {
            return OptionsReader.configFile(OptionValues.resolve(given), given).map(Path::toAbsolutePath);
        } catch (UsageException e) {
            return Optional.empty();
        }
    }

    /** A vertx-config retriever of these stores; a period of -1 reads only when asked. */
    ConfigRetriever retriever(List<ConfigStoreOptions> stores, long periodMillis) {
        ConfigRetrieverOptions options = new ConfigRetrieverOptions().setScanPeriod(periodMillis);
        stores.forEach(options::addStore);
        return ConfigRetriever.create(vertx, options);
    }

    static ConfigStoreOptions store(Path file) {
        // raw: every value stays the text that stands there, 1e3 and 007 included
        JsonObject config = new JsonObject().put("path", file.toString()).put("raw-data", true);
        return new ConfigStoreOptions().setType("file").setFormat("properties").setConfig(config);
    }

    private Optional<Path> locate(boolean mustExist) throws UsageException {
        OptionValues values = OptionValues.resolve(given);
        Optional<Path> path = OptionsReader.configFile(values, given).map(Path::toAbsolutePath);
        boolean asked = values.get(Options.CONFIG).isPresent();
        if (path.isEmpty() || !asked && !mustExist && Files.notExists(path.get())) {
            return Optional.empty();
        }
        Optional<String> fault = FileChecks.configFault(path.get());
        if (fault.isPresent()) {
            throw asked
                    ? values.refuse(Options.CONFIG, Options.CONFIG.expected() + " (" + fault.get() + ")")
                    : unusable(path.get(), fault.get());
        }
        return path;
    }

    private static UsageException unusable(Path file, String fault) {
        return new UsageException("the file of options " + Shown.path(file) + " can't be used (" + fault
                + "): expected a readable file with name=value lines; --config names another");
    }

    private Future<@Nullable ConfigFile> readFile(Optional<Path> path) {
        if (path.isEmpty()) {
            return Future.succeededFuture();
        }
        ConfigRetriever retriever = retriever(List.of(store(path.get())), -1);
        return retriever
                .getConfig()
                .map(json -> new ConfigFile(path.get(), texts(json)))
                .recover(failure ->
                        Future.failedFuture(unusable(path.get(), Shown.quoted(String.valueOf(failure.getMessage())))))
                .eventually(retriever::close);
    }

    private static Map<String, String> texts(JsonObject json) {
        Map<String, String> texts = new HashMap<>();
        json.forEach(entry -> texts.put(entry.getKey(), String.valueOf(entry.getValue())));
        return texts;
    }

    private OptionsResult check(@Nullable ConfigFile file) throws UsageException {
        return switch (OptionsReader.read(given.withFile(file))) {
            case OptionsResult.Good good -> FileChecks.check(good);
            case OptionsResult.Bad bad -> bad;
        };
    }
}
