/** The command line: what a person types and reads. */
@NullMarked
package dev.tenure.cli;

import org.jspecify.annotations.NullMarked;
