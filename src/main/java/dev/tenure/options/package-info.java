/** Every option: its name, its environment variable, its default and what it accepts. */
@NullMarked
package dev.tenure.options;

import org.jspecify.annotations.NullMarked;
