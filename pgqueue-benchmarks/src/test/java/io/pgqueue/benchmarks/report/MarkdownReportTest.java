package io.pgqueue.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownReportTest {

    private static final Environment ENVIRONMENT = new Environment(
            LocalDate.of(2026, 1, 2),
            "Linux",
            "a CPU",
            2,
            8L << 30,
            "17",
            "a VM",
            "18.1",
            "on",
            "java -jar /a/b/c.jar --docs=/tmp/docs",
            Map.of("shared_buffers", "1GB", "fsync", "on"));

    @TempDir
    Path docs;

    @Test
    void aSmallReportIsWrittenAsExpected() throws Exception {
        Report report = new Report();
        report.add(Goal.atLeast("drain", "/ floor", Series.of(0.5, 0.4), 0.6, "a | b"));
        report.add(Goal.atMost("latency", "p50", Series.of(2), "ms", 3, ""));
        // Two units: a table without a chart, so that the text does not depend on the fonts of the machine.
        report.add(new Figure("Mixed", "db-scheduler", "tasks/s", Series.of(6000, 5000), ""));
        report.add(new Figure("Mixed", "pgqueue", "ms", Series.of(80123.4, 90000), "a note"));
        report.configuration("pgqueue", "the defaults");
        report.remark("Node is missing");

        MarkdownReport.write(report, ENVIRONMENT, docs);

        assertThat(Files.readString(docs.resolve("benchmarks.md"))).isEqualTo("""
                # Benchmarks

                This page is generated; do not edit it. It shows pgqueue measured beside other queues, in alternation \
                on the same PostgreSQL, on 2026-01-02, by this command:

                ```
                java -jar c.jar --docs=docs
                ```

                ## Environment

                | environment |  |
                | --- | --- |
                | operating system | Linux |
                | processor | a CPU (2 available) |
                | memory | 8.00 GiB |
                | JDK | 17 |
                | VM | a VM |
                | PostgreSQL | 18.1 |
                | fsync | on |
                | server settings | fsync=on, shared_buffers=1GB |

                ## What favours whom

                - Tasks do nothing, so that the queue is all that costs.
                - Client and server share the machine, so that a queue which computes little gains.
                - Peers run in one process, with the settings that their documentation and our trials called fastest; \
                who knows them better may find faster ones.
                - Slow peers get fewer tasks, as many as they do in some seconds, and so have smaller tables; that \
                favours them. Where the numbers differ they stand beside the figure.
                - pgqueue deletes closed tasks at once unless a figure says that it keeps them; so do db-scheduler and \
                graphile-worker, and JobRunr and pg-boss keep theirs, as by default.

                ## Goals

                | measure | what | median | spread (least–most) | goal | reached | note |
                | --- | --- | --- | --- | --- | --- | --- |
                | drain | / floor | 0.45 | 0.40–0.50 | ≥ 0.6 | **no** | a \\| b |
                | latency | p50 | 2.00 ms | one round | ≤ 3 ms | yes |  |

                ## Mixed

                | contestant | median | spread (least–most) | unit | note |
                | --- | --- | --- | --- | --- |
                | pgqueue | 85,062 | 80,123–90,000 | ms | a note |
                | db-scheduler | 5,500 | 5,000–6,000 | tasks/s |  |

                ## How each contestant was configured

                - **pgqueue**: the defaults

                ## Remarks

                - Node is missing
                """);
    }

    @Test
    void theEnvironmentTellsNoHostAndNoFolder() {
        Environment environment = new Environment(
                LocalDate.EPOCH,
                "",
                "",
                1,
                1,
                "",
                "",
                "",
                "",
                "x --url=jdbc:postgresql://db.example/q a/b /opt",
                Map.of());

        assertThat(environment.commandLine()).isEqualTo("x --url=jdbc:postgresql://…/q a/b opt");
    }

    @Test
    void chartsOfAnEarlierRunAreDeleted() throws Exception {
        Path old = Files.createDirectories(docs.resolve("benchmarks")).resolve("old.svg");
        Files.writeString(old, "<svg/>");

        MarkdownReport.write(new Report(), ENVIRONMENT, docs);

        assertThat(old).doesNotExist();
    }
}
