/** What every implementation of a port must do, written once and run by each. */
@NullMarked
package dev.tenure.contract;

import org.jspecify.annotations.NullMarked;
