/** What operators ask of a network: the rules behind the commands and the admin API. */
@NullMarked
package dev.tenure.operator;

import org.jspecify.annotations.NullMarked;
