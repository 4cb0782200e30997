/**
 * The file subnet.env: what it says, and its atomic replacement.
 *
 * <p>{@link dev.tenure.envfile.SubnetEnv} is the text and what it means (pure); {@link dev.tenure.envfile.SubnetEnvFile}
 * does all the work on the disk and blocks, so it runs off the event loop.
 */
@NullMarked
package dev.tenure.envfile;

import org.jspecify.annotations.NullMarked;
