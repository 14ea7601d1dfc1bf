package io.pgqueue.sample.newsletter;

import io.pgqueue.BatchItem;
import io.pgqueue.sample.newsletter.NewsletterHandler.Letter;
import java.util.List;
import java.util.Optional;
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

    /** Keeps the report of a newsletter, in place of an earlier one. */
    void save(Report report) {
        JdbcClient.create(jdbc).sql("""
                        insert into newsletter_report (newsletter, subject, sent, refused, failed)
                        values (:newsletter, :subject, :sent, :refused, :failed)
                        on conflict (newsletter)
                        do update set sent = excluded.sent, refused = excluded.refused, failed = excluded.failed
                        """).paramSource(report).update();
    }

    Optional<Report> report(long newsletter) {
        return JdbcClient.create(jdbc)
                .sql("select * from newsletter_report where newsletter = ?")
                .param(newsletter)
                .query(Report.class)
                .optional();
    }

    Summary summary() {
        return JdbcClient.create(jdbc)
                .sql("""
                        select (select count(*) from newsletter_mail) as sent,
                               (select count(distinct delivery) from newsletter_mail) as deliveries,
                               (select count(*) from %1$s where kind = :kind and status = 'cancelled') as refused,
                               (select count(*) from %1$s where kind = :kind and finished_at is null) as waiting,
                               (select count(*) from newsletter_report) as reports
                        """.formatted(view))
                .param("kind", NewsletterHandler.KIND)
                .query(Summary.class)
                .single();
    }

    /**
     * @param deliveries how many batches had a letter that was sent
     * @param refused letters to addresses that nobody has
     * @param waiting wait or run
     * @param reports newsletters that are done
     */
    record Summary(long sent, long deliveries, long refused, long waiting, long reports) {}

    /**
     * How a newsletter went.
     *
     * @param newsletter the group of its letters
     * @param failed letters that could not be delivered in all their attempts
     */
    record Report(long newsletter, String subject, int sent, int refused, int failed) {}
}
