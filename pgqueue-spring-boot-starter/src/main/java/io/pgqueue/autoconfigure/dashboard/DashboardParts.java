package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.TaskAdmin;
import io.pgqueue.engine.QueueEngine;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.schedule.Schedules;

/** What the dashboard looks at, and the pages that it makes of it. */
record DashboardParts(TaskAdmin admin, QueueEngine engine, Schedules schedules, OutboxAdmin outbox, Queues queues) {

    ApiRoutes routes(PayloadMask mask, String application) {
        SharedAnswers answers = new SharedAnswers();
        AuditTrail audit = new AuditTrail(queues, answers);
        LiveState state = new LiveState(admin, engine, schedules, queues, answers);
        KindPages kinds = new KindPages(admin, engine, state, audit);
        WorkersPage workers = new WorkersPage(state);
        SchedulePages recurring = new SchedulePages(schedules, state, audit);
        HealthPage health = new HealthPage(state);
        ApiRoutes routes = new ApiRoutes();
        new MePage(application, queues.shardNames(), mask.isOn()).addTo(routes);
        new OverviewPage(kinds, new Attention(workers, recurring, health, state), queues).addTo(routes);
        new TaskPages(admin, queues, answers, audit, mask).addTo(routes);
        kinds.addTo(routes);
        workers.addTo(routes);
        recurring.addTo(routes);
        new OutboxPages(outbox, queues, state, answers, audit).addTo(routes);
        health.addTo(routes);
        new AuditPage(queues, answers).addTo(routes);
        return routes;
    }
}
