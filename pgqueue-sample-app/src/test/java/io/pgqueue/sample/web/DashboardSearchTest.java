package io.pgqueue.sample.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tasks are found by what is known of them, and the address of a list is all that a colleague needs. */
@DashboardTest
class DashboardSearchTest {

    @RegisterExtension
    final Dashboard dashboard = new Dashboard();

    @Autowired
    DashboardTasks tasks;

    @Autowired
    TaskQueue queue;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource dataSource;

    @Test
    void aFilterIsInTheAddressWhichShowsAColleagueTheSameRows() {
        tasks.failed("colleague-", 3);
        tasks.waiting("colleague-waits");
        Page page = dashboard.open("tasks");
        page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Kind"))
                .selectOption(PickyWork.PICKY);
        page.getByLabel("No attempts left").check();
        page.getByLabel("Error text").fill("refuses colleague-");
        dashboard.button("Filter").click();
        assertThat(page.locator("tbody tr")).hasCount(3);
        page.getByLabel("Payload contains").fill("note = colleague-1");
        dashboard.button("Filter").click();
        assertThat(page.locator("tbody tr")).hasCount(1);
        page.goBack();
        assertThat(page.locator("tbody tr")).hasCount(3);
        List<String> rows = page.locator("tbody th").allTextContents();
        String address = page.url();

        Page colleague = dashboard.open(address.substring(dashboard.url("").length()));

        assertThat(colleague.locator("tbody tr")).hasCount(3);
        assertThat(colleague.locator("tbody th").allTextContents()).isEqualTo(rows);
        assertThat(colleague.getByLabel("No attempts left")).isChecked();
        assertThat(colleague.getByLabel("Error text")).hasValue("refuses colleague-");
    }

    @Test
    void pagesFollowEachOtherWithoutATaskTwice() {
        tasks.declare("paged");
        queue.enqueueAll(IntStream.range(0, 70)
                .mapToObj(n -> Task.of("paged", n).withDelay(Duration.ofHours(1)))
                .toList());
        Page page = dashboard.open("tasks?kind=paged");
        assertThat(page.locator("tbody tr")).hasCount(50);
        List<String> first = page.locator("tbody th").allTextContents();

        page.getByText("Next page").click();
        assertThat(page.locator("tbody tr")).hasCount(20);
        assertThat(page.locator("tbody th").allTextContents()).doesNotContainAnyElementsOf(first);
        page.getByText("First page").click();
        assertThat(page.locator("tbody tr")).hasCount(50);
    }

    @Test
    void aListFollowsTheQueueWithoutBeingLoadedAgain() {
        tasks.declare("followed");
        Page page = dashboard.open("tasks?kind=followed");
        assertThat(page.locator("main")).containsText("No task matches.");
        page.evaluate("window.loadedOnce = true");

        long id = queue.enqueue(
                        Task.of("followed", null).withExternalKey("follows-1").withDelay(Duration.ofHours(1)))
                .taskId();
        assertThat(dashboard.row("follows-1")).containsText("New");
        queue.cancel("followed", "follows-1", "to be seen");
        assertThat(dashboard.row(Long.toString(id))).containsText("Cancelled");
        assertThat(page.evaluate("window.loadedOnce")).isEqualTo(true);
    }

    @Test
    void aSearchThatNoIndexServesSaysHowFarItCameAndGoesOn() throws SQLException {
        fillArchive();
        Page page;
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table pgqueue.closed_task in access exclusive mode");
            page = dashboard.open("tasks?kind=archive&status=succeeded&payload=%7B%22note%22%3A%22needle%22%7D");
            awaitSearchOfTwoSeconds();
            connection.rollback();
            connection.setAutoCommit(true);
        }

        Locator cut = page.locator(".banner");
        assertThat(cut).containsText("The search was cut short after two seconds");
        assertThat(cut).containsText(Pattern.compile("It came back to \\d+ (s|min) ago and has found 0 so far"));
        assertThat(page.locator("tbody tr")).hasCount(0);
        dashboard.button("Go on searching").click();

        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody tr")).containsText("archive");
        assertThat(cut).hasCount(0);
    }

    /** A thousand closed tasks, of which the oldest is what is looked for. */
    private void fillArchive() {
        tasks.declare("archive");
        jdbc.sql("""
                        insert into pgqueue.closed_task (id, created_at, available_at, claimed_at, finished_at, kind,
                                                         attempt, max_attempts, worker, status, priority, payload)
                        select nextval('pgqueue.task_id'), t.at, t.at, t.at, t.at, k.id, 1, 0, 1, 3, 5,
                               jsonb_build_object('note', case n when 0 then 'needle' else 'hay' end)
                        from generate_series(0, 1000) n,
                             lateral (select now() - interval '10 minutes' + n * interval '10 milliseconds' as at) t,
                             pgqueue.kind k
                        where k.name = 'archive'""").update();
    }

    /** By the wait for the lock and not by the statement, which begins before the search's own time does. */
    private void awaitSearchOfTwoSeconds() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> jdbc.sql("""
                                select count(*) from pg_stat_activity a join pg_locks l using (pid)
                                where a.query like '/* pgqueue:search */%' and not l.granted
                                  and l.waitstart < clock_timestamp() - interval '2 seconds'""").query(Integer.class).single() == 1);
    }
}
