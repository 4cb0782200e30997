/** The manual pages, made at build from the texts that {@code --help} prints, so that both say the same. */
@NullMarked
package dev.tenure.cli.manual;

import org.jspecify.annotations.NullMarked;
