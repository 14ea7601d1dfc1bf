import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { clock } from "../text/format";
import { useStore } from "../store";
import { theme } from "../theme";

export interface Line {
  label: string;
  /** Class of the style sheet that gives its colour. */
  colour: string;
  values: (number | null)[];
  dashed?: boolean;
}

interface ChartProps {
  title: string;
  /** What the chart says, in words. */
  summary: string;
  /** Milliseconds. */
  times: number[];
  lines: Line[];
  format: (value: number) => string;
}

const HEIGHT = 150;

/** Lines over time. The legend is ours, as text; the picture carries its summary for those who do not see it. */
export function Chart({ title, summary, times, lines, format }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLUListElement>(null);
  const plot = useRef<uPlot | null>(null);
  const chosen = useStore(theme);
  const data: uPlot.AlignedData = [times.map((time) => time / 1_000), ...lines.map((line) => line.values)];
  const names = lines.map((line) => line.label).join();

  useEffect(() => {
    const draw = () => {
      plot.current?.destroy();
      if (box.current && legend.current) {
        plot.current = create(box.current, legend.current, data, lines, format);
      }
    };
    draw();
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", draw);
    const resized = new ResizeObserver(() => {
      const width = box.current?.clientWidth ?? 0;
      if (width > 0 && plot.current && plot.current.width !== width) {
        plot.current.setSize({ width, height: HEIGHT });
      }
    });
    if (box.current) {
      resized.observe(box.current);
    }
    return () => {
      dark.removeEventListener("change", draw);
      resized.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [chosen, names]);

  useEffect(() => plot.current?.setData(data), [times, lines]);

  return (
    <figure class="chart">
      <figcaption>
        <b>{title}</b>
        <ul ref={legend}>
          {lines.map((line) => (
            <li key={line.label} class={line.dashed ? `${line.colour} dashed` : line.colour}>
              {line.label}
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={box} role="img" aria-label={`${title}: ${summary}`} />
      <p class="chart-summary">{summary}</p>
    </figure>
  );
}

function create(
  box: HTMLElement,
  legend: HTMLElement,
  data: uPlot.AlignedData,
  lines: Line[],
  format: (value: number) => string,
): uPlot {
  const text = getComputedStyle(box);
  const axis = { stroke: text.color, font: `11px ${text.fontFamily}`, ticks: { show: false } };
  const grid = { stroke: getComputedStyle(legend).borderTopColor, width: 1 };
  return new uPlot(
    {
      width: box.clientWidth || 300,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      hooks: { setCursor: [(chart) => tell(chart, lines, legend, format)] },
      scales: { y: { range: (_, _low, high) => [0, Math.max(high * 1.1, 4)] } },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 26,
          values: (_, splits) => splits.map((at) => clock(at * 1_000).slice(0, 5)),
        },
        { ...axis, grid, size: 58, values: (_, splits) => splits.map((value) => format(value)) },
      ],
      series: [
        {},
        ...lines.map((line, at) => ({
          label: line.label,
          stroke: getComputedStyle(legend.children[at]!).color,
          width: 1.5,
          points: { show: false },
          ...(line.dashed ? { dash: [4, 3] } : {}),
        })),
      ],
    },
    data,
    box,
  );
}

/** Writes the values under the pointer into the legend. */
function tell(chart: uPlot, lines: Line[], legend: HTMLElement, format: (value: number) => string): void {
  const at = chart.cursor.idx;
  lines.forEach((_, index) => {
    const item = legend.children[index];
    const value = at === null || at === undefined ? undefined : chart.data[index + 1]?.[at];
    if (item) {
      (item as HTMLElement).dataset.value = value === null || value === undefined ? "" : format(value);
    }
  });
  legend.title = at === null || at === undefined ? "" : clock(chart.data[0][at]! * 1_000);
}
