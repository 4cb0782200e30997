/**
 * Typed messages on the event bus, and their JSON mirror.
 *
 * <p>{@link dev.tenure.bus.Topic} is news for whoever listens, {@link dev.tenure.bus.Query} is a question with one answer;
 * both carry immutable values by reference within one process. {@link dev.tenure.bus.JsonMirror} says the same as JSON for
 * readers in other processes or languages. Delivery is at most once, so nothing correct hangs on a single message.
 */
@NullMarked
package dev.tenure.bus;

import org.jspecify.annotations.NullMarked;
