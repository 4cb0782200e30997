package dev.tenure.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows below a line of headings, two spaces between columns, numbers at the right. Cells are made harmless and never cut; an
 * empty one is a dash, so that a script counts the same columns in every line.
 */
final class Table {
    private static final String GAP = "  ";

    private final List<Column> columns = new ArrayList<>();
    private final List<String[]> rows = new ArrayList<>();

    private record Column(String heading, boolean isNumber) {}

    /** Adds a column of texts. */
    Table text(String heading) {
        columns.add(new Column(heading, false));
        return this;
    }

    /** Adds a column of numbers. */
    Table number(String heading) {
        columns.add(new Column(heading, true));
        return this;
    }

    /** Adds a row: one cell for each column. */
    void row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        String[] plain = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            plain[i] = cells[i].isEmpty() ? "-" : PlainText.of(cells[i]);
        }
        rows.add(plain);
    }

    @Override
    public String toString() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).heading().length();
            for (String[] row : rows) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        line(text, widths, columns.stream().map(Column::heading).toArray(String[]::new));
        rows.forEach(row -> line(text, widths, row));
        return text.toString();
    }

    private void line(StringBuilder text, int[] widths, String[] cells) {
        int start = text.length();
        for (int i = 0; i < cells.length; i++) {
            String pad = " ".repeat(widths[i] - cells[i].length());
            text.append(i == 0 ? "" : GAP);
            text.append(columns.get(i).isNumber() ? pad + cells[i] : cells[i] + pad);
        }
        int end = text.length();
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
        text.append('\n');
    }
}
