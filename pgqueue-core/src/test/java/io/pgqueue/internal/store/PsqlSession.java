package io.pgqueue.internal.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;

/** As much of psql as the documentation shows: answers statements as it does, and knows {@code \gset} and {@code \g}. */
final class PsqlSession {

    private static final Pattern VARIABLE = Pattern.compile("(?<!:):('?)([a-z_]+)\\1");
    private static final Set<String> NUMBERS =
            Set.of("int2", "int4", "int8", "float4", "float8", "numeric", "oid", "money");

    private final Connection connection;
    private final Map<String, String> variables = new HashMap<>();

    PsqlSession(Connection connection) {
        this.connection = connection;
    }

    /** What psql prints after a statement. */
    String answer(String input) throws SQLException {
        String[] parts = input.split(" \\\\", 2);
        String command = parts.length == 2 ? parts[1] : "";
        String sql = VARIABLE.matcher(parts[0])
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1) + variables.getOrDefault(match.group(2), "?") + match.group(1)));
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return tag(sql, statement.getUpdateCount());
            }
            try (ResultSet result = statement.getResultSet()) {
                return switch (command.split(" ")[0]) {
                    case "gset" -> set(result);
                    case "g" -> result.next() ? result.getString(1) : "";
                    default -> table(result);
                };
            }
        } catch (PSQLException e) {
            String hint = e.getServerErrorMessage().getHint();
            return "ERROR:  " + e.getServerErrorMessage().getMessage() + (hint == null ? "" : "\nHINT:  " + hint);
        }
    }

    private String set(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        result.next();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            variables.put(columns.getColumnLabel(i), result.getString(i));
        }
        return "";
    }

    private static String tag(String sql, int count) {
        String[] words = sql.toUpperCase(Locale.ROOT).replace("OR REPLACE ", "").split("\\s+");
        return switch (words[0]) {
            case "INSERT" -> "INSERT 0 " + count;
            case "CREATE", "ALTER", "DROP" -> words[0] + " " + words[1];
            default -> words[0];
        };
    }

    private String table(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        int count = columns.getColumnCount();
        String[] names = new String[count];
        Boolean[] right = new Boolean[count];
        for (int i = 0; i < count; i++) {
            names[i] = columns.getColumnLabel(i + 1);
            right[i] = NUMBERS.contains(columns.getColumnTypeName(i + 1));
        }
        List<String[]> rows = new ArrayList<>();
        while (result.next()) {
            String[] row = new String[count];
            for (int i = 0; i < count; i++) {
                String text = result.getString(i + 1);
                row[i] = text == null ? "" : text;
            }
            rows.add(row);
        }
        return print(names, right, rows);
    }

    private String print(String[] names, Boolean[] right, List<String[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select pgqueue.text_table(?, ?, ?)")) {
            Array cells = rows.isEmpty() ? null : connection.createArrayOf("text", rows.toArray());
            statement.setArray(1, connection.createArrayOf("text", names));
            statement.setArray(2, connection.createArrayOf("bool", right));
            statement.setArray(3, cells);
            try (ResultSet printed = statement.executeQuery()) {
                printed.next();
                return printed.getString(1);
            }
        }
    }
}
