package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Result sets as text. What is expected was printed by psql. */
@Tag("database")
class TextTableSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;

    @BeforeEach
    void open() throws SQLException {
        session = database.session();
    }

    @Test
    void wideAndNarrowAndControlCharactersTakeTheirColumns() throws SQLException {
        String table = session.text("""
                select pgqueue.text_table(array['n', '名前', 'note'], array[true, false, false], array[
                    array['1', '茶壺', E'two\\nlines\\tand a tab'], array['20', 'café', E'a\\rb'],
                    array['3', E'e\\u0301te', E'\\x01\\t|'], array['4', '🫖 tea', E'\\t\\t.'], array['500', '', '']])""");

        assertThat(table).isEqualTo("""
                  n  |  名前  |       note       \s
                -----+--------+-------------------
                   1 | 茶壺   | two              +
                     |        | lines   and a tab
                  20 | café   | a\\rb
                   3 | e\u0301te    | \\x01    |
                   4 | 🫖 tea |                 .
                 500 |        |\s
                (5 rows)""");
    }

    @Test
    void linesThatAreEmptyAreKept() throws SQLException {
        String table = session.text("""
                select pgqueue.text_table(array['a', 'b'], array[false, true], array[
                    array[E'\\n\\n\\t.', '1'], array['', '2'], array[E'x\\n', '3']])""");

        assertThat(table).isEqualTo("""
                     a     | b\s
                -----------+---
                          +| 1
                          +|\s
                         . |\s
                           | 2
                 x        +| 3
                           |\s
                (3 rows)""");
    }

    /** Some seconds at most; it was minutes while cells were looked up by their numbers. */
    @Test
    void takesTimeInProportionToItsCells() throws SQLException {
        session.run("set statement_timeout = '60 s'");

        String table = session.text("""
                select pgqueue.text_table(array['n', 'text'], array[true, false],
                    (select array_agg(array[g::text, 'line']) from generate_series(1, 30000) g))""");

        assertThat(table).endsWith("\n 30000 | line\n(30000 rows)");
    }
}
