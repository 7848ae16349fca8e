import { useText } from '../state/session';
import { type Chart, chartRows, pieArcs, readChart } from './chart-data';
import { AxisPlot } from './chart-plot';
import type { Json } from './read';
import { Unsupported } from './unsupported';

/** Draws a `data_visualization` block, with the same numbers as a table below. */
export function ChartBlock({ block }: { block: Json }) {
  const { form } = useText();
  const chart = readChart(block);
  if (chart === undefined) return <Unsupported what={form.chart} />;
  return (
    <figure class="bk-chart">
      <figcaption>{chart.title}</figcaption>
      {chart.kind === 'pie' ? <Ring chart={chart} /> : <AxisPlot chart={chart} />}
      <Numbers rows={chartRows(chart, form.count)} title={chart.title} />
    </figure>
  );
}

function Ring({ chart }: { chart: Extract<Chart, { kind: 'pie' }> }) {
  const arcs = pieArcs(
    chart.segments.map((one) => one.value),
    50,
    30,
  );
  const { form } = useText();
  const total = chart.segments.reduce((sum, one) => sum + one.value, 0);
  return (
    <div class="bk-ring">
      <svg viewBox="-52 -52 104 104" role="img" aria-label={form.chartOf(chart.title)}>
        {arcs.map((arc, index) => (
          <path key={chart.segments[index]?.label} class={`series-${index % 6}`} d={arc.path} />
        ))}
        <text class="bk-ring-total" y="1">
          {total}
        </text>
      </svg>
      <ul class="bk-legend">
        {chart.segments.map((one, index) => (
          <li key={one.label}>
            <span class={`bk-swatch series-${index % 6}`} />
            <span class="bk-legend-name">{one.label}</span>
            <span class="bk-legend-value">{one.value}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Numbers({ rows, title }: { rows: string[][]; title: string }) {
  const { form } = useText();
  const [header = [], ...body] = rows;
  return (
    <details class="bk-numbers">
      <summary>{form.showAsTable}</summary>
      <table class="bk-table">
        <caption class="sr-only">{title}</caption>
        <thead>
          <tr>
            {header.map((cell) => (
              <th key={cell} scope="col">
                {cell || <span class="sr-only">{form.name}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map(([name = '', ...cells]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, index) => (
                <td key={header[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
