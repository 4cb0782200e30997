/**
 * Rows 26 to 32 and 38 of the fault matrix: what the machine does to the agent. Clocks are set, processes are frozen, killed and
 * told to stop, disks are full, files are garbage, event loops stand; and the agent is a process wherever that can matter.
 */
@NullMarked
package dev.tenure.faults.process;

import org.jspecify.annotations.NullMarked;
