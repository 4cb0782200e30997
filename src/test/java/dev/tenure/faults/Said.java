package dev.tenure.faults;

/**
 * Answers to "are you ready?" that were all the same, while nothing else changed either.
 *
 * @param isReady the answer
 * @param isInTouch whether etcd answered it, as it said
 * @param firstAsked when the first of them was asked
 * @param firstAnswered when its answer was here
 * @param lastAsked when the last of them was asked
 * @param lastAnswered when its answer was here
 */
record Said(
        boolean isReady, boolean isInTouch, long firstAsked, long firstAnswered, long lastAsked, long lastAnswered) {
    Said again(long asked, long answered) {
        return new Said(isReady, isInTouch, firstAsked, firstAnswered, asked, answered);
    }
}
