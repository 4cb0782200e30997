package dev.tenure.lease;

/** What stands under a lease's key: a host's attributes, or something that no host can have written. */
public sealed interface LeaseValue permits HostAttributes, LeaseValue.Unreadable {
    /**
     * A value that is not a lease's JSON. Its address counts as taken all the same.
     *
     * @param reason half a sentence that says what is wrong with it
     */
    record Unreadable(String reason) implements LeaseValue {}
}
