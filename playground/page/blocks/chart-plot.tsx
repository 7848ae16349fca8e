import { useText } from '../state/session';
import { type Chart, niceScale } from './chart-data';

const BOX = { left: 34, right: 452, top: 10, bottom: 138 };

interface Scales {
  /** The middle of a category. */
  x(index: number): number;
  y(value: number): number;
  /** The width of one category. */
  band: number;
}

interface PlotProps {
  chart: Chart;
  scales: Scales;
}

/** Bars or a line over categories. */
export function ChartPlot({ chart }: { chart: Chart }) {
  const { form } = useText();
  const largest = Math.max(0, ...chart.points.map(({ value }) => value));
  const { top, ticks } = niceScale(largest);
  const scales = scalesOf(chart.points.length, top);
  const Plot = chart.kind === 'bar' ? Bars : Line;
  return (
    <div class="bk-plot">
      <svg viewBox="0 0 460 160" role="img" aria-label={form.chartOf(chart.title)}>
        <Grid ticks={ticks} scales={scales} />
        <Categories chart={chart} scales={scales} />
        <Plot chart={chart} scales={scales} />
      </svg>
      <p class="bk-legend">
        <span class="bk-swatch" />
        {chart.name}
      </p>
    </div>
  );
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

function Categories({ chart, scales }: PlotProps) {
  const fits = Math.max(3, Math.floor(scales.band / 6));
  const every = Math.ceil(chart.points.length / 10);
  return (
    <g class="bk-grid">
      {chart.points.map(({ label }, index) => (
        <text key={label} x={scales.x(index)} y={BOX.bottom + 15} text-anchor="middle">
          {index % every === 0 ? shorten(label, fits * every) : ''}
        </text>
      ))}
    </g>
  );
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function Line({ chart, scales }: PlotProps) {
  const points = chart.points.map(({ value }, index) => `${scales.x(index)},${scales.y(value)}`);
  return (
    <g>
      <polyline class="bk-line" points={points.join(' ')} />
      {chart.points.map(({ label, value }, index) => (
        <circle key={label} cx={scales.x(index)} cy={scales.y(value)} r="2.6">
          <title>{`${label}: ${value}`}</title>
        </circle>
      ))}
    </g>
  );
}

function Bars({ chart, scales }: PlotProps) {
  const width = Math.min(30, scales.band * 0.72);
  return (
    <g>
      {chart.points.map(({ label, value }, index) => (
        <rect
          key={label}
          x={scales.x(index) - width / 2 + 1}
          y={scales.y(value)}
          width={Math.max(1, width - 2)}
          height={Math.max(0, BOX.bottom - scales.y(value))}
          rx="2"
        >
          <title>{`${label}: ${value}`}</title>
        </rect>
      ))}
    </g>
  );
}
