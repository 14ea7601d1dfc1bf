package io.pgqueue.internal.store;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads and binds the values that the schema's functions take and give. */
final class Rows {

    private Rows() {}

    /** Reads one row as a value. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> Database.RowsReader<List<T>> list(RowReader<T> reader) {
        return rows -> {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(reader.read(rows));
            }
            return all;
        };
    }

    /** The one row of a function that always returns one. */
    static <T> Database.RowsReader<T> single(RowReader<T> reader) {
        return rows -> {
            if (!rows.next()) {
                throw new SQLException("a row was expected, and none came");
            }
            return reader.read(rows);
        };
    }

    /** The one number of a function that may return null. */
    static Database.RowsReader<OptionalLong> optionalLong() {
        return single(row -> {
            long value = row.getLong(1);
            return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
        });
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Of a column that is never null. */
    static Instant required(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(instant(row, column), column);
    }

    static long[] longs(Array array) throws SQLException {
        Object[] values = (Object[]) array.getArray();
        long[] longs = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            longs[i] = (Long) values[i];
        }
        return longs;
    }

    static void bindArray(PreparedStatement statement, int index, String type, @Nullable Object values)
            throws SQLException {
        if (values == null) {
            statement.setNull(index, Types.ARRAY);
        } else if (values instanceof Object[] objects) {
            statement.setArray(index, statement.getConnection().createArrayOf(type, objects));
        } else {
            // pgjdbc takes arrays of primitives as they are, in binary
            statement.setObject(index, values);
        }
    }
}
