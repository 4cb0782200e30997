/** Typed topics on the event bus, and their JSON mirror. */
@NullMarked
package dev.tenure.bus;

import org.jspecify.annotations.NullMarked;
