package dev.tenure.options;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches the file of options and that of the password until it is closed. Used on one Vert.x context only. */
public final class OptionsWatch {
    private static final System.Logger LOG = System.getLogger("dev.tenure.options");

    private final OptionsSource source;
    private final long periodMillis;
    private final Consumer<OptionsChange> listener;
    private OptionsResult.Good latest;
    private AgentOptions running;
    private String lastComplaint = "";
    private @Nullable ConfigRetriever retriever;
    private @Nullable Path passwordFile;

    OptionsWatch(OptionsSource source, OptionsResult.Good start, long periodMillis, Consumer<OptionsChange> listener) {
        this.source = source;
        this.periodMillis = periodMillis;
        this.listener = listener;
        this.latest = start;
        this.running = start.options();
        this.passwordFile = start.options().etcd().passwordFile();
        listen();
    }

    /** Ends the watch. */
    public Future<Void> close() {
        ConfigRetriever open = retriever;
        retriever = null;
        return open == null ? Future.succeededFuture() : open.close();
    }

    private void listen() {
        List<ConfigStoreOptions> stores = new ArrayList<>();
        // optional: vertx-config would log a missing file with a stack trace at every look
        source.configFile()
                .ifPresent(file -> stores.add(OptionsSource.store(file).setOptional(true)));
        if (passwordFile != null) {
            JsonObject config = new JsonObject()
                    .put("path", passwordFile.toAbsolutePath().toString())
                    .put("raw.key", "password in its file");
            stores.add(new ConfigStoreOptions()
                    .setType("file")
                    .setFormat("raw")
                    .setConfig(config)
                    .setOptional(true));
        }
        if (stores.isEmpty()) {
            return;
        }
        // It begins with nothing, so its first look always finds a change: that covers the time since the start.
        ConfigRetriever opened = source.retriever(stores, periodMillis);
        opened.listen(change -> reload());
        retriever = opened;
    }

    private void reload() {
        // only the file is asked about: what vertx-config hands over is empty for a broken file too
        source.load(latest.file() != null)
                .onSuccess(this::take)
                .onFailure(bug -> LOG.log(Level.ERROR, "The changed options could not be read", bug));
    }

    private void take(OptionsResult result) {
        if (retriever == null) {
            return;
        }
        switch (result) {
            case OptionsResult.Bad bad -> complain(bad.sentence());
            case OptionsResult.Good good -> apply(good);
        }
    }

    private void complain(String sentence) {
        if (!sentence.equals(lastComplaint)) {
            LOG.log(Level.WARNING, "A change of options is left out, what was good stays: {0}", sentence);
            lastComplaint = sentence;
        }
    }

    private void apply(OptionsResult.Good good) {
        lastComplaint = "";
        List<Option<?>> changed = new ArrayList<>(latest.values().changedIn(good.values()));
        boolean otherPassword = !Objects.equals(
                latest.options().etcd().password(), good.options().etcd().password());
        if (otherPassword && !changed.contains(Options.ETCD_PASSWORD)) {
            changed.add(Options.ETCD_PASSWORD);
        }
        latest = good;
        if (changed.isEmpty()) {
            return;
        }
        running = running.withLivePartsOf(good.options());
        for (Option<?> option : changed) {
            LOG.log(Level.INFO, "{0} has another value now, which {1}", option.flag(), option.takesEffect());
        }
        watchPasswordFile(good.options().etcd().passwordFile());
        listener.accept(new OptionsChange(running, changed));
    }

    private void watchPasswordFile(@Nullable Path file) {
        if (!Objects.equals(file, passwordFile)) {
            passwordFile = file;
            Future<Void> closed = close();
            listen();
            closed.onFailure(failure -> LOG.log(Level.DEBUG, "The old watch of options did not close", failure));
        }
    }
}
