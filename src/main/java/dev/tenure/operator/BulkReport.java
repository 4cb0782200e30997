package dev.tenure.operator;

import dev.tenure.json.JsonText;
import dev.tenure.lease.HostIdentity;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.Subnet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * What has become of each line of a file of reservations so far. A value: each change makes a new report. As CSV or JSON it
 * can be given to {@link HostsFile#parse}, which goes on with what is not done.
 */
public final class BulkReport {
    static final String PUBLIC_IP = "public-ip";
    static final String PUBLIC_IPV6 = "public-ipv6";
    static final String SUBNET = "subnet";
    static final String RESULT = "result";
    /** The columns of the CSV form; all but the hosts' may be missing in a file that is read. */
    static final List<String> COLUMNS = List.of("line", PUBLIC_IP, PUBLIC_IPV6, SUBNET, RESULT, "code", "sentence");

    private final PVector<Row> rows;
    private final Map<Integer, Integer> indexOfLine;

    private BulkReport(PVector<Row> rows, Map<Integer, Integer> indexOfLine) {
        this.rows = rows;
        this.indexOfLine = indexOfLine;
    }

    /** Before anything was written: each line is done, already so, refused, or not tried. */
    public static BulkReport of(HostsFile file, BulkPlan plan) {
        Map<Integer, ReserveOutcome> outcomes = HashMap.newHashMap(plan.steps().size());
        plan.steps().forEach(step -> outcomes.put(step.line().number(), step.outcome()));
        List<Row> rows = new ArrayList<>();
        Map<Integer, Integer> indexOfLine = HashMap.newHashMap(file.lines().size());
        for (HostsFile.Line line : file.lines()) {
            indexOfLine.put(line.number(), rows.size());
            rows.add(row(line, outcomes.get(line.number())));
        }
        return new BulkReport(TreePVector.from(rows), indexOfLine);
    }

    private static Row row(HostsFile.Line line, @Nullable ReserveOutcome outcome) {
        Row row = new Row(line.number(), line.host(), line.subnet(), line.subnet(), Result.DONE, "", "");
        return switch (outcome) {
            case null -> row;
            case ReserveOutcome.AlreadyReserved already ->
                row.after(Result.ALREADY, "", already.sentence(), already.subnet());
            case ReserveOutcome.Refused refused -> row.after(refused.refusal());
            case ReserveOutcome.Convert convert ->
                row.after(Result.NOT_TRIED, "", convert.sentence(), convert.subnet());
            case ReserveOutcome.Create create -> row.after(Result.NOT_TRIED, "", create.sentence(), create.subnet());
        };
    }

    /** After line {@code number} was written. */
    public BulkReport done(int number, Subnet subnet) {
        return with(number, row -> row.after(Result.DONE, "", "", Optional.of(subnet)));
    }

    /** After line {@code number} turned out to be refused, since the registry had changed. */
    public BulkReport refused(int number, Refusal refusal) {
        return with(number, row -> row.after(refusal));
    }

    /** After line {@code number} could not be written, or nobody knows whether it was. */
    public BulkReport failed(int number, String code, String sentence) {
        return with(number, row -> row.after(Result.FAILED, code, sentence, row.planned()));
    }

    private BulkReport with(int number, UnaryOperator<Row> change) {
        Integer index = indexOfLine.get(number);
        if (index == null) {
            throw new IllegalArgumentException("the file has no line " + number);
        }
        return new BulkReport(rows.with(index, change.apply(rows.get(index))), indexOfLine);
    }

    /** One row a line, in the order of the file. */
    public List<Row> rows() {
        return rows;
    }

    /** How many rows have each result; those that none has are missing. */
    public Map<Result, Long> counts() {
        return rows.stream()
                .collect(Collectors.groupingBy(Row::result, () -> new EnumMap<>(Result.class), Collectors.counting()));
    }

    /** A header and one line a row. */
    public String toCsv() {
        return rows.stream().map(Row::csv).collect(Collectors.joining("\n", String.join(",", COLUMNS) + "\n", "\n"));
    }

    /** {@code {"version":1,"rows":[{"line","publicIp","publicIpv6","subnet","planned","result","code","sentence"}…]}}. */
    public String toJson() {
        return new JsonText()
                .put("version", 1)
                .putArray("rows", rows.stream().map(Row::json).toList())
                .toString();
    }

    /** What has become of a line. */
    public enum Result {
        /** It was written. */
        DONE,
        /** It was so before. */
        ALREADY,
        /** It may not be written. */
        REFUSED,
        /** It was tried, and it is not known to have happened. */
        FAILED,
        /** Its turn has not come. */
        NOT_TRIED;

        /** As programs see it: {@code not-tried}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static boolean isDone(String label) {
            return label.equals(DONE.label()) || label.equals(ALREADY.label());
        }
    }

    /**
     * One line of the file.
     *
     * @param line its number
     * @param host whom it is about
     * @param asked the subnet that it names
     * @param planned the subnet that the host gets or has got; empty if it gets none
     * @param result what has become of it
     * @param code why it was refused or has failed, for programs; else empty
     * @param sentence the same for people, or what is to happen; empty once it was done
     */
    public record Row(
            int line,
            HostIdentity host,
            Optional<Subnet> asked,
            Optional<Subnet> planned,
            Result result,
            String code,
            String sentence) {
        private Row after(Refusal refusal) {
            return after(Result.REFUSED, refusal.code().label(), refusal.sentence(), Optional.empty());
        }

        private Row after(Result now, String why, String told, Optional<Subnet> subnet) {
            return new Row(line, host, asked, subnet, now, why, told);
        }

        /** What a second run is to ask for: a free subnet that was only planned is chosen anew. */
        private String subnet() {
            boolean isDone = Result.isDone(result.label());
            return (isDone ? planned : asked).map(Subnet::toString).orElse("");
        }

        private String csv() {
            return String.join(
                    ",",
                    String.valueOf(line),
                    text(host.publicIp()),
                    text(host.publicIpv6()),
                    Csv.field(subnet()),
                    result.label(),
                    Csv.field(code),
                    Csv.field(sentence));
        }

        private String json() {
            return new JsonText()
                    .put("line", line)
                    .put("publicIp", orNull(text(host.publicIp())))
                    .put("publicIpv6", orNull(text(host.publicIpv6())))
                    .put("subnet", orNull(subnet()))
                    .put("planned", planned.map(Subnet::toString).orElse(null))
                    .put("result", result.label())
                    .put("code", orNull(code))
                    .put("sentence", orNull(sentence))
                    .toString();
        }

        private static String text(@Nullable IpAddress address) {
            return address == null ? "" : address.toString();
        }

        private static @Nullable String orNull(String text) {
            return text.isEmpty() ? null : text;
        }
    }
}
