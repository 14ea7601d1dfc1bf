package io.pgqueue.sample.newsletter;

import io.pgqueue.BatchItem;
import io.pgqueue.sample.newsletter.NewsletterHandler.Letter;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Delivered letters in the database. */
@Repository
class Newsletters {

    private final JdbcTemplate jdbc;
    private final String view;

    Newsletters(JdbcTemplate jdbc, @Value("${pgqueue.schema:pgqueue}") String schema) {
        this.jdbc = jdbc;
        // a name, not a value: it cannot be a parameter; pgqueue checks at start that it is a plain identifier
        this.view = schema + ".tasks";
    }

    /** Records the letters of one delivery, which is named after its first task. */
    void insertAll(List<BatchItem<Letter>> letters) {
        jdbc.batchUpdate(
                "insert into newsletter_mail (task_id, delivery, recipient, subject) values (?, ?, ?, ?)",
                letters.stream()
                        .map(item -> new Object[] {
                            item.context().taskId(),
                            letters.get(0).context().taskId(),
                            item.payload().recipient(),
                            item.payload().subject()
                        })
                        .toList());
    }

    Summary summary() {
        return JdbcClient.create(jdbc)
                .sql("""
                        select (select count(*) from newsletter_mail) as sent,
                               (select count(distinct delivery) from newsletter_mail) as deliveries,
                               (select count(*) from %1$s where kind = :kind and status = 'cancelled') as refused,
                               (select count(*) from %1$s where kind = :kind and finished_at is null) as waiting
                        """.formatted(view))
                .param("kind", NewsletterHandler.KIND)
                .query(Summary.class)
                .single();
    }

    /**
     * @param deliveries how many batches had a letter that was sent
     * @param refused letters to addresses that nobody has
     * @param waiting wait or run
     */
    record Summary(long sent, long deliveries, long refused, long waiting) {}
}
