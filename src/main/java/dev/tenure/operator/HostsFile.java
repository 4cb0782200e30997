package dev.tenure.operator;

import dev.tenure.lease.HostIdentity;
import dev.tenure.subnet.Subnet;
import java.util.List;
import java.util.Optional;

/**
 * Hosts that are to get fixed subnets: one line each, {@code public-ip[,public-ipv6][,subnet]}.
 *
 * <p>A first line may name the columns; empty lines and lines that begin with {@code #} don't count. A {@link BulkReport},
 * as CSV or as JSON, is such a file too: what it says is done is not asked for again.
 *
 * @param lines what was understood; each host once
 * @param errors what was not
 */
public record HostsFile(List<Line> lines, List<LineError> errors) {
    /** How many hosts a file may name. */
    public static final int LINES_MAX = 100_000;

    public HostsFile {
        lines = List.copyOf(lines);
        errors = List.copyOf(errors);
    }

    /** Reads a whole file; no text makes this fail. */
    public static HostsFile parse(String text) {
        String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
        HostsFileReader reader = new HostsFileReader();
        if (plain.stripLeading().startsWith("{")) {
            reader.readJson(plain);
        } else {
            reader.readCsv(plain);
        }
        return reader.file();
    }

    /**
     * One host.
     *
     * @param number the line's, from 1
     * @param host who is to have a subnet
     * @param subnet which one; empty for the one that it has, else a free one
     * @param isDone true if a report says that it was done
     */
    public record Line(int number, HostIdentity host, Optional<Subnet> subnet, boolean isDone) {}

    /**
     * A line that was not understood.
     *
     * @param number the line's, from 1
     * @param sentence what is wrong and what was expected; one printable line
     */
    public record LineError(int number, String sentence) {}
}
