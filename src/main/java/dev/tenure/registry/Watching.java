package dev.tenure.registry;

/** A watch that is under way. */
public interface Watching {
    /** Asks how far the watch has come; the answer is {@link WatchListener#progressed}. */
    void requestProgress();

    /** Ends the watch; the listener hears nothing more. May be called more than once. */
    void close();
}
