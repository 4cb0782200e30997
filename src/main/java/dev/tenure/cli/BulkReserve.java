package dev.tenure.cli;

import dev.tenure.admin.BulkRequest;
import dev.tenure.operator.BulkReport;
import dev.tenure.operator.BulkReport.Result;
import dev.tenure.operator.HostsFile;
import dev.tenure.options.Shown;
import dev.tenure.subnet.Subnet;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code tenure reserve -f}: a whole file, with a report that can be given to it again. */
final class BulkReserve {
    private static final long BYTES_MAX = 32L * 1024 * 1024;
    private static final int ERRORS_SHOWN_MAX = 10;

    private final BulkRequest request;
    private final @Nullable Path report;

    private BulkReserve(BulkRequest request, @Nullable Path report) {
        this.request = request;
        this.report = report;
    }

    /** Reads the file; what can't be read, or a report that could not be written, is known before anything is done. */
    static OperatorCommand.Job job(
            String file, Optional<String> report, boolean move, boolean keepGoing, boolean dryRun) throws UsageError {
        HostsFile hosts = HostsFile.parse(read(file));
        Path target = report.isPresent() ? target(report.get()) : null;
        return new BulkReserve(new BulkRequest(hosts, move, keepGoing, dryRun), target)::run;
    }

    private static String read(String file) throws UsageError {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > BYTES_MAX) {
                throw new UsageError("-f " + Shown.quoted(file) + ": expected a file of hosts of at most 32 MiB");
            }
            return Files.readString(path);
        } catch (MalformedInputException e) {
            throw new UsageError("-f " + Shown.quoted(file) + ": expected a file of hosts in UTF-8");
        } catch (IOException | InvalidPathException e) {
            throw new UsageError("-f " + Shown.quoted(file) + ": expected the path of a readable file of hosts");
        }
    }

    private static Path target(String report) throws UsageError {
        try {
            Path path = Path.of(report).toAbsolutePath();
            Path folder = path.getParent();
            if (folder != null && Files.isDirectory(folder) && Files.isWritable(folder) && !Files.isDirectory(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new UsageError("--report " + Shown.quoted(report) + ": expected the path of a file");
        }
        throw new UsageError(
                "--report " + Shown.quoted(report) + ": expected a file in a directory that can be written");
    }

    private Future<Answer> run(Session session) {
        Progress progress = session.progressInLines("reserving");
        Counter counter = new Counter(progress);
        return session.operations()
                .reserveAll(request, counter::take)
                .onComplete(ended -> progress.end())
                .compose(ended -> session.vertx().executeBlocking(() -> answer(session.output(), ended)));
    }

    /** The first call is before the first write, every other one after a line. */
    private static final class Counter {
        private final Progress progress;
        private long total = -1;
        private long done;

        Counter(Progress progress) {
            this.progress = progress;
        }

        void take(BulkReport now) {
            if (total < 0) {
                total = now.counts().getOrDefault(Result.NOT_TRIED, 0L);
            } else {
                done++;
                progress.show(Math.min(done, total), total);
            }
        }
    }

    private Answer answer(Output output, BulkReport ended) {
        List<String> notes = new ArrayList<>();
        List<HostsFile.LineError> errors = request.file().errors();
        errors.stream()
                .limit(ERRORS_SHOWN_MAX)
                .forEach(error -> notes.add("line " + error.number() + ": " + error.sentence()));
        if (errors.size() > ERRORS_SHOWN_MAX) {
            notes.add("and " + (errors.size() - ERRORS_SHOWN_MAX) + " more lines that were not understood");
        }
        Map<Result, Long> counts = ended.counts();
        if (!request.dryRun() && counts.containsKey(Result.NOT_TRIED)) {
            notes.add(
                    counts.containsKey(Result.FAILED)
                            ? "etcd went away in the middle; do it again with the same file when it is back, what is done"
                                    + " is not done twice"
                            : "nothing was written, since not every line can be; mend the file, or say --keep-going");
        }
        boolean isSaved = save(ended, notes);
        String out = output == Output.JSON ? ended.toJson() + "\n" : table(ended);
        return new Answer(code(counts, errors.isEmpty() && isSaved), out, notes);
    }

    private static ExitCode code(Map<Result, Long> counts, boolean isAllWell) {
        return counts.containsKey(Result.FAILED)
                ? ExitCode.ETCD_UNREACHABLE
                : isAllWell && !counts.containsKey(Result.REFUSED) ? ExitCode.GOOD : ExitCode.FOUND_OR_FAILED;
    }

    /** In one step, so that a report is never half a report. */
    private boolean save(BulkReport ended, List<String> notes) {
        if (report == null) {
            return true;
        }
        Path next = report.resolveSibling(report.getFileName() + ".next");
        try {
            Files.writeString(next, report.toString().endsWith(".csv") ? ended.toCsv() : ended.toJson() + "\n");
            Files.move(next, report, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            notes.add("the report " + Shown.path(report) + " can't be written: " + e.getMessage());
            return false;
        }
    }

    static String table(BulkReport report) {
        Table table = new Table()
                .number("LINE")
                .text("HOST")
                .text("SUBNET")
                .text("RESULT")
                .text("NOTE");
        for (BulkReport.Row row : report.rows()) {
            table.row(
                    String.valueOf(row.line()),
                    row.host().toString(),
                    row.planned().or(row::asked).map(Subnet::toString).orElse(""),
                    row.result().label(),
                    row.sentence());
        }
        StringBuilder totals = new StringBuilder();
        report.counts()
                .forEach((result, count) -> totals.append(totals.isEmpty() ? "" : ", ")
                        .append(result.label())
                        .append(": ")
                        .append(count));
        return totals.isEmpty() ? table.toString() : table + "\n" + totals + "\n";
    }
}
