/**
 * The interface and the addresses by which this host goes, chosen as flanneld would.
 *
 * <p>{@link dev.tenure.host.HostReader} reads the machine (blocking), {@link dev.tenure.host.InterfaceChoice} decides from
 * what it read (pure), {@link dev.tenure.host.HostChoice} is the outcome.
 */
@NullMarked
package dev.tenure.host;

import org.jspecify.annotations.NullMarked;
