import { useText } from '../state/session';
import { type Chart, niceScale, type Series } from './chart-data';

type AxisChart = Exclude<Chart, { kind: 'pie' }>;

const BOX = { left: 34, right: 452, top: 10, bottom: 138 };

interface Scales {
  /** The middle of a category. */
  x(index: number): number;
  y(value: number): number;
  /** The room one category has. */
  band: number;
}

/** Bars, lines or areas over categories. */
export function AxisPlot({ chart }: { chart: AxisChart }) {
  const { form } = useText();
  const largest = Math.max(0, ...chart.series.flatMap((series) => series.values));
  const { top, ticks } = niceScale(largest);
  const scales = scalesOf(chart.categories.length, top);
  return (
    <div class="bk-plot">
      <svg viewBox="0 0 460 160" role="img" aria-label={form.chartOf(chart.title)}>
        <Grid ticks={ticks} scales={scales} />
        <Categories categories={chart.categories} scales={scales} />
        {chart.series.map((series, index) => (
          <Plot key={series.name} chart={chart} series={series} index={index} scales={scales} />
        ))}
      </svg>
      <Legend chart={chart} />
    </div>
  );
}

/** One series alone is calm; several are told apart, the first being the gravest. */
function colorOf(index: number, chart: AxisChart): string {
  return `series-${chart.series.length === 1 ? 4 : index % 6}`;
}

function scalesOf(count: number, top: number): Scales {
  const band = (BOX.right - BOX.left) / Math.max(1, count);
  return {
    band,
    x: (index) => BOX.left + band * (index + 0.5),
    y: (value) => BOX.bottom - ((BOX.bottom - BOX.top) * value) / top,
  };
}

function Grid({ ticks, scales }: { ticks: number[]; scales: Scales }) {
  return (
    <g class="bk-grid">
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={BOX.left} x2={BOX.right} y1={scales.y(tick)} y2={scales.y(tick)} />
          <text x={BOX.left - 7} y={scales.y(tick) + 3.5} text-anchor="end">
            {tick}
          </text>
        </g>
      ))}
    </g>
  );
}

function Categories({ categories, scales }: { categories: string[]; scales: Scales }) {
  const fits = Math.max(3, Math.floor(scales.band / 6));
  const every = Math.ceil(categories.length / 10);
  return (
    <g class="bk-grid">
      {categories.map((category, index) => (
        <text key={category} x={scales.x(index)} y={BOX.bottom + 15} text-anchor="middle">
          {index % every === 0 ? shorten(category, fits * every) : ''}
        </text>
      ))}
    </g>
  );
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

interface PlotProps {
  chart: AxisChart;
  series: Series;
  index: number;
  scales: Scales;
}

function Plot({ chart, series, index, scales }: PlotProps) {
  if (chart.kind === 'bar') {
    return <Bars {...{ chart, series, index, scales }} />;
  }
  const points = series.values.map((value, at) => `${scales.x(at)},${scales.y(value)}`);
  const first = scales.x(0);
  const last = scales.x(Math.max(0, series.values.length - 1));
  return (
    <g class={colorOf(index, chart)}>
      {chart.kind === 'area' && (
        <polygon
          class="bk-area-fill"
          points={`${first},${BOX.bottom} ${points.join(' ')} ${last},${BOX.bottom}`}
        />
      )}
      <polyline class="bk-line" points={points.join(' ')} />
      {series.values.map((value, at) => (
        <circle key={chart.categories[at]} cx={scales.x(at)} cy={scales.y(value)} r="2.6">
          <title>{`${series.name}, ${chart.categories[at]}: ${value}`}</title>
        </circle>
      ))}
    </g>
  );
}

function Bars({ chart, series, index, scales }: PlotProps) {
  const of = chart.series.length;
  const width = Math.min(30, (scales.band * 0.72) / of);
  const shift = (index - of / 2) * width;
  return (
    <g class={colorOf(index, chart)}>
      {series.values.map((value, at) => (
        <rect
          key={at}
          x={scales.x(at) + shift + 1}
          y={scales.y(value)}
          width={Math.max(1, width - 2)}
          height={Math.max(0, BOX.bottom - scales.y(value))}
          rx="2"
        >
          <title>{`${series.name}: ${value}`}</title>
        </rect>
      ))}
    </g>
  );
}

function Legend({ chart }: { chart: AxisChart }) {
  return (
    <ul class="bk-legend bk-legend-row">
      {chart.series.map((series, index) => (
        <li key={series.name}>
          <span class={`bk-swatch ${colorOf(index, chart)}`} />
          {series.name}
        </li>
      ))}
    </ul>
  );
}
