/**
 * Many hosts at once: fleets of whole agents in one or in several JVMs, hosts that write as flanneld does, and the soak that
 * breaks everything at random for as long as one likes.
 */
@NullMarked
package dev.tenure.faults.fleet;

import org.jspecify.annotations.NullMarked;
