package dev.tenure.host;

/** What came of looking for this host's interface. */
public sealed interface HostChoice {
    /**
     * Found.
     *
     * @param addresses what the host goes by
     */
    record Chosen(HostAddresses addresses) implements HostChoice {}

    /**
     * Not found; another look may go better, since interfaces come and go.
     *
     * @param sentence what was looked for, what there is, and what to do
     */
    record NotFound(String sentence) implements HostChoice {}
}
