package dev.tenure.faults;

/** Something happened that must never be (I1 I2 I3 I4 I5 I7). Seen once it is a defect, though a second run may not see it. */
public final class BrokenPromise extends AssertionError {
    BrokenPromise(String story) {
        super(story);
    }
}
