package io.pgqueue.sample.till;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.pgqueue.TaskHandler;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Prints receipts. Their tasks come from the database: the payload is the row that the trigger saw. */
@Component
class ReceiptPrinter {

    static final String KIND = "print-receipt";

    private final JdbcClient jdbc;

    ReceiptPrinter(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @TaskHandler(value = KIND, workerCount = 2, transactional = true)
    void print(Row receipt) {
        String text = String.format(Locale.ROOT, "%s paid %.2f", receipt.customer(), receipt.cents() / 100.0);
        jdbc.sql("update receipt set printed = ? where id = ?")
                .params(text, receipt.id())
                .update();
    }

    /** A row of the table {@code receipt}, as far as the printer reads it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Row(long id, String customer, int cents) {}
}
