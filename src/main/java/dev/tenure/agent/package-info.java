/** The verticles, one a file, and the supervisor that keeps them up. */
@NullMarked
package dev.tenure.agent;

import org.jspecify.annotations.NullMarked;
