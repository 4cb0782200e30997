/** From facts to live, ready and reasons. Pure. */
@NullMarked
package dev.tenure.health;

import org.jspecify.annotations.NullMarked;
