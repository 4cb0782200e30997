package dev.tenure.operator;

import dev.tenure.json.JsonField;
import dev.tenure.json.JsonFields;
import dev.tenure.json.MalformedJson;
import dev.tenure.lease.HostIdentity;
import dev.tenure.options.NearMiss;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.Subnet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a {@link HostsFile}; what is wrong with one line does not keep the others from being looked at. */
final class HostsFileReader {
    private static final int LINE_LENGTH_MAX = 4_096;
    private static final String EXPECTED = "expected public-ip[,public-ipv6][,subnet]";

    private final List<HostsFile.Line> lines = new ArrayList<>();
    private final List<HostsFile.LineError> errors = new ArrayList<>();
    /** Where an address was named first. */
    private final Map<IpAddress, Integer> seen = new HashMap<>();
    /** What the columns are called; null while no line has told. */
    private @Nullable List<String> header;

    HostsFile file() {
        if (lines.isEmpty() && errors.isEmpty()) {
            error(1, "the file names no host; " + EXPECTED + " on each line");
        }
        return new HostsFile(lines, errors);
    }

    private void error(int number, String sentence) {
        errors.add(new HostsFile.LineError(number, sentence));
    }

    void readCsv(String text) {
        boolean isFirst = true;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            String plain = line.strip();
            if (plain.isEmpty() || plain.startsWith("#")) {
                continue;
            }
            if (isFull(number)) {
                return;
            }
            try {
                List<String> fields = fields(plain);
                if (isFirst && isHeader(fields)) {
                    header = columns(fields);
                } else {
                    add(number, record(fields));
                }
            } catch (MalformedInput e) {
                error(number, String.valueOf(e.getMessage()));
                if (isFirst && header != null) {
                    return;
                }
            }
            isFirst = false;
        }
    }

    private boolean isFull(int number) {
        boolean isFull = lines.size() + errors.size() >= HostsFile.LINES_MAX;
        if (isFull) {
            error(number, "the file names more than " + HostsFile.LINES_MAX + " hosts; split it");
        }
        return isFull;
    }

    private static List<String> fields(String line) throws MalformedInput {
        if (line.length() > LINE_LENGTH_MAX) {
            throw new MalformedInput("the line is longer than " + LINE_LENGTH_MAX + " characters; " + EXPECTED);
        }
        List<String> fields = Csv.fields(line);
        if (fields.size() == 1 && (line.indexOf(';') >= 0 || line.indexOf('\t') >= 0)) {
            throw new MalformedInput(JsonFields.quote(line) + " has no comma; " + EXPECTED);
        }
        return fields;
    }

    /** Names begin with a letter; so does an IPv6 address, but it has colons. */
    private static boolean isHeader(List<String> fields) {
        return fields.stream()
                .allMatch(field -> !field.isEmpty()
                        && Character.isLetter(field.charAt(0))
                        && field.indexOf(':') < 0
                        && field.indexOf('.') < 0);
    }

    private List<String> columns(List<String> fields) throws MalformedInput {
        List<String> columns = fields.stream()
                .map(field -> field.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-'))
                .toList();
        header = columns;
        for (String column : columns) {
            if (!BulkReport.COLUMNS.contains(column)) {
                throw new MalformedInput(JsonFields.quote(column) + " is no column"
                        + NearMiss.of(column, BulkReport.COLUMNS)
                                .map(meant -> "; did you mean " + meant + "?")
                                .orElse("; " + EXPECTED));
            }
        }
        return columns;
    }

    /** What a line says, by the names of the columns. */
    private Map<String, String> record(List<String> fields) throws MalformedInput {
        Map<String, String> record = new HashMap<>();
        List<String> columns = header;
        if (columns != null && fields.size() > columns.size()) {
            throw new MalformedInput("there are " + fields.size() + " fields and " + columns.size()
                    + " columns; put a subnet that has a comma in quotes");
        }
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            String column = columns != null
                    ? columns.get(i)
                    : i > 0 && InputText.looksLikeSubnet(field) ? BulkReport.SUBNET : BulkReport.PUBLIC_IP;
            if (!field.isEmpty()) {
                record.merge(column, field, (one, other) -> one + "," + other);
            }
        }
        return record;
    }

    private void add(int number, Map<String, String> record) throws MalformedInput {
        String addresses = String.join(
                ",",
                Stream.of(BulkReport.PUBLIC_IP, BulkReport.PUBLIC_IPV6)
                        .map(column -> record.getOrDefault(column, ""))
                        .filter(address -> !address.isEmpty())
                        .toList());
        HostIdentity host = InputText.host(addresses);
        String subnet = record.getOrDefault(BulkReport.SUBNET, "");
        Optional<Subnet> wanted = subnet.isEmpty() ? Optional.empty() : Optional.of(InputText.subnet(subnet));
        for (IpAddress address : addresses(host)) {
            Integer before = seen.putIfAbsent(address, number);
            if (before != null) {
                throw new MalformedInput(address + " stands in line " + before + " already; keep one of the two lines");
            }
        }
        String result = record.getOrDefault(BulkReport.RESULT, "");
        lines.add(new HostsFile.Line(number, host, wanted, BulkReport.Result.isDone(result)));
    }

    private static List<IpAddress> addresses(HostIdentity host) {
        return Stream.of(Optional.ofNullable(host.publicIp()), Optional.ofNullable(host.publicIpv6()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** A report as JSON, {@link BulkReport#toJson}; its rows count as lines. */
    void readJson(String text) {
        try {
            Optional<JsonField> rows = JsonFields.parse(text).find("rows");
            if (rows.isEmpty()) {
                throw new MalformedJson(
                        "rows is missing; expected a report of tenure reserve, or " + EXPECTED + " on each line");
            }
            int number = 0;
            for (JsonField row : JsonFields.elements(rows.get().raw())) {
                number++;
                if (isFull(number)) {
                    return;
                }
                addRow(number, row);
            }
        } catch (MalformedJson e) {
            error(1, String.valueOf(e.getMessage()));
        }
    }

    private void addRow(int number, JsonField row) {
        Map<String, String> record = new HashMap<>();
        try {
            JsonFields fields = JsonFields.parse(row.raw());
            record.put(BulkReport.PUBLIC_IP, fields.string("publicIp").orElse(""));
            record.put(BulkReport.PUBLIC_IPV6, fields.string("publicIpv6").orElse(""));
            record.put(BulkReport.SUBNET, fields.string("subnet").orElse(""));
            record.put(BulkReport.RESULT, fields.string("result").orElse(""));
            add(number, record);
        } catch (MalformedInput | MalformedJson e) {
            error(number, String.valueOf(e.getMessage()));
        }
    }
}
