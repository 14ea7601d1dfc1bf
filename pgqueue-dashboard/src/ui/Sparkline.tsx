/** A small line without axes; `label` says what it shows. */
export function Sparkline({ values, label }: { values: number[]; label: string }) {
  const width = 96;
  const height = 20;
  const most = Math.max(1, ...values);
  const step = values.length > 1 ? width / (values.length - 1) : width;
  const points = values.map((value, at) => `${round(at * step)},${round(height - 1 - (value / most) * (height - 3))}`);
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} preserveAspectRatio="none">
      {values.length > 1 && <polygon class="area" points={`0,${height} ${points.join(" ")} ${width},${height}`} />}
      {values.length > 1 && <polyline class="line" points={points.join(" ")} />}
    </svg>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
