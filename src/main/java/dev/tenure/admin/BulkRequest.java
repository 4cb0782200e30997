package dev.tenure.admin;

import dev.tenure.operator.HostsFile;

/**
 * A file of reservations that is to be carried out.
 *
 * @param file the hosts; if a line of it was not understood, nothing is written unless {@code keepGoing}
 * @param move true if hosts may have to move
 * @param keepGoing true if the lines that may be carried out are, though others may not
 * @param dryRun true if nothing is to be written
 */
public record BulkRequest(HostsFile file, boolean move, boolean keepGoing, boolean dryRun) {}
