import { useMemo } from "preact/hooks";
import { usePolled } from "../api/usePolled";
import type { Throughput } from "../api/types";
import { address, usePlace } from "../router";
import { compact, count, duration, plural } from "../text/format";
import { summed, throughputPath, type Window, windowMs } from "../throughput";
import { Chart } from "./Chart";
import { Loaded } from "./Loaded";
import { Section } from "./parts";

const CHARTS_MS = 5_000;

/** The window that the address names, the last hour without. */
export function useWindow(): Window {
  return usePlace().query.get("window") === "day" ? "day" : "hour";
}

/** Throughput, failures and wait time of one kind, or of all, over the last hour or day. */
export function Charts({ kind }: { kind?: string }) {
  const window = useWindow();
  const read = usePolled<Throughput>(throughputPath(window, kind), CHARTS_MS);
  return (
    <Section title={window === "hour" ? "Last hour" : "Last day"} actions={<WindowSwitch />}>
      <Loaded of={read}>{(throughput) => <Three throughput={throughput} window={window} />}</Loaded>
    </Section>
  );
}

function WindowSwitch() {
  const { path, query } = usePlace();
  const now = useWindow();
  const to = (window: Window) => {
    const next = new URLSearchParams(query);
    next.delete("window");
    return address(path || "./", new URLSearchParams([...next, ...(window === "day" ? [["window", "day"]] : [])]));
  };
  return (
    <nav class="switch" aria-label="Time shown">
      <a href={to("hour")} aria-current={now === "hour" ? "true" : undefined}>
        Hour
      </a>
      <a href={to("day")} aria-current={now === "day" ? "true" : undefined}>
        Day
      </a>
    </nav>
  );
}

function Three({ throughput, window }: { throughput: Throughput; window: Window }) {
  const charts = useMemo(() => figures(throughput, window), [throughput, window]);
  const per = window === "hour" ? "per minute" : "per 15 min";
  return (
    <div class="charts">
      <Chart
        title={`Tasks ${per}`}
        summary={`${count(charts.succeededTotal)} succeeded, ${count(charts.enqueuedTotal)} added`}
        times={charts.times}
        lines={charts.work}
        format={compact}
      />
      <Chart
        title={`Failures ${per}`}
        summary={`${plural(charts.failedTotal, "attempt")} failed, ${plural(charts.usedUpTotal, "task")} used up`}
        times={charts.times}
        lines={charts.failures}
        format={compact}
      />
      <Chart
        title="Wait before a task starts"
        summary={`${duration(charts.meanWait)} on average, ${duration(charts.longestWait)} at most`}
        times={charts.times}
        lines={charts.waits}
        format={duration}
      />
    </div>
  );
}

function figures(throughput: Throughput, window: Window) {
  const sums = summed(throughput, windowMs(window));
  const total = (value: (sum: (typeof sums)[number]) => number) => sums.reduce((all, sum) => all + value(sum), 0);
  const attempts = total((sum) => sum.attempts);
  return {
    times: sums.map((sum) => sum.at),
    work: [
      { label: "Succeeded", colour: "c-good", values: sums.map((sum) => sum.succeeded) },
      { label: "Added", colour: "c-plain", values: sums.map((sum) => sum.enqueued), dashed: true },
    ],
    failures: [
      { label: "Failed attempts", colour: "c-warn", values: sums.map((sum) => sum.failed) },
      { label: "Used up", colour: "c-bad", values: sums.map((sum) => sum.usedUp), dashed: true },
    ],
    waits: [
      {
        label: "Mean",
        colour: "c-plain",
        values: sums.map((sum) => (sum.attempts ? sum.waitedMs / sum.attempts : null)),
      },
      {
        label: "Longest",
        colour: "c-warn",
        values: sums.map((sum) => (sum.attempts ? sum.longestWaitMs : null)),
        dashed: true,
      },
    ],
    succeededTotal: total((sum) => sum.succeeded),
    enqueuedTotal: total((sum) => sum.enqueued),
    failedTotal: total((sum) => sum.failed),
    usedUpTotal: total((sum) => sum.usedUp),
    meanWait: attempts ? total((sum) => sum.waitedMs) / attempts : null,
    longestWait: attempts ? Math.max(...sums.map((sum) => sum.longestWaitMs)) : null,
  };
}
