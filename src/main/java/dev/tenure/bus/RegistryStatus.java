package dev.tenure.bus;

/**
 * Whether the registry answers, as the watch sees it.
 *
 * @param isUp true while the last thing that we heard was not a failure
 * @param code the failure's short stable name; empty where there is none
 * @param sentence the same for a person, with the next step
 * @param revision the store's revision that our view shows
 */
public record RegistryStatus(boolean isUp, String code, String sentence, long revision) {
    /** Nothing has been heard yet. */
    public static final RegistryStatus UNKNOWN = new RegistryStatus(false, "starting", "etcd has not answered yet", 0);
}
