package dev.tenure.faults;

/** Looks at one agent from outside, without ever standing in its way. */
interface Follower {
    /** What it recorded. */
    LifeRecorder recorder();

    /** Asks the agent now. */
    Answers asks();

    /** True if there is nobody any more who could answer. */
    boolean isGone();

    /** The agent has ended: looks no more. */
    void end();
}
