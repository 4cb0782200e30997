/** What one host holds and what it does about it: states, facts, commands and the rules between them. Pure. */
@NullMarked
package dev.tenure.tenancy;

import org.jspecify.annotations.NullMarked;
