/** The addresses, interfaces and routes of this machine. */
@NullMarked
package dev.tenure.host;

import org.jspecify.annotations.NullMarked;
