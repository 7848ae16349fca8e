import { useText } from '../state/session';
import { type Chart, readChart } from './chart-data';
import { ChartPlot } from './chart-plot';
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
      <ChartPlot chart={chart} />
      <Numbers chart={chart} />
    </figure>
  );
}

function Numbers({ chart }: { chart: Chart }) {
  const { form } = useText();
  return (
    <details class="bk-numbers">
      <summary>{form.showAsTable}</summary>
      <table class="bk-table">
        <caption class="sr-only">{chart.title}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="sr-only">{form.name}</span>
            </th>
            <th scope="col">{chart.name}</th>
          </tr>
        </thead>
        <tbody>
          {chart.points.map(({ label, value }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
