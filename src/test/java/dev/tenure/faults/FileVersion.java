package dev.tenure.faults;

import dev.tenure.envfile.SubnetEnvReading;

/**
 * One content that a host's subnet.env had.
 *
 * @param reading what it tells; absent if there was no file
 * @param text the content itself, for the story
 * @param notYetNanos the last look at which something else stood there; the content is younger than that
 * @param seenNanos the first look at which it stood there
 * @param isJudged false for what was there when the recording began, and for what the test itself wrote
 */
record FileVersion(SubnetEnvReading reading, String text, long notYetNanos, long seenNanos, boolean isJudged) {}
