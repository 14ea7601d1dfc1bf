package io.pgqueue.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** Rows under a header, for Markdown or for a terminal. Not thread-safe. */
public final class Table {

    private static final String GAP = "  ";
    private static final String CUT = "...";

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... header) {
        row(header);
    }

    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    public void appendMarkdown(StringBuilder out) {
        for (int i = 0; i < rows.size(); i++) {
            out.append('|');
            rows.get(i).forEach(cell -> out.append(' ').append(escape(cell)).append(" |"));
            out.append('\n');
            if (i == 0) {
                out.append('|').append(" --- |".repeat(rows.get(0).size())).append('\n');
            }
        }
    }

    /** Aligned columns, each at most as wide as given. */
    String aligned(int... widest) {
        int[] widths = new int[widest.length];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.min(widest[i], Math.max(widths[i], row.get(i).length()));
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = cut(row.get(i), widths[i]);
                line.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    /** Text that Markdown takes for nothing but text of one line. */
    static String escape(String text) {
        return text.strip()
                .replaceAll("\\s+", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("|", "\\|");
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - CUT.length()) + CUT;
    }
}
