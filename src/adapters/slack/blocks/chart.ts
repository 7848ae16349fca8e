import { plain } from '../escape';
import { LIMITS } from '../limits';

/** Slack's `data_visualization`, which @slack/types does not know yet. At most two per message. */
export interface ChartBlock {
  type: 'data_visualization';
  block_id?: string;
  title: string;
  chart: {
    type: 'bar' | 'line';
    series: { name: string; data: { label: string; value: number }[] }[];
    axis_config: { categories: string[] };
  };
}

export interface ChartPoint {
  label: string;
  value: number;
}

/** A chart of one series. Slack accepts at most 20 points, with distinct labels of at most 20 characters. */
export function chart(
  type: 'bar' | 'line',
  title: string,
  name: string,
  points: ChartPoint[],
): ChartBlock {
  const data = points.slice(-LIMITS.chartPoints).map(({ label, value }) => ({
    label: plain(label, LIMITS.chartLabel),
    value,
  }));
  return {
    type: 'data_visualization',
    title: plain(title, LIMITS.chartTitle),
    chart: {
      type,
      series: [{ name: plain(name, LIMITS.chartLabel), data }],
      axis_config: { categories: data.map((point) => point.label) },
    },
  };
}

const BAR_WIDTH = 12;

/** The same as text, where charts are not available. */
export function textBars(points: ChartPoint[]): string {
  const most = mostOf(points);
  const width = String(most).length;
  return points
    .map(
      ({ label, value }) =>
        `${bar(value / most, BAR_WIDTH)} ${String(value).padStart(width)} ${label}`,
    )
    .join('\n');
}

/** One line per day, the day first, in columns. */
export function dayBars(points: ChartPoint[]): string {
  const most = mostOf(points);
  const width = Math.max(...points.map(({ label }) => label.length));
  return points
    .map(({ label, value }) => `${label.padStart(width)} ${bar(value / most, BAR_WIDTH)} ${value}`)
    .join('\n');
}

function mostOf(points: ChartPoint[]): number {
  return Math.max(1, ...points.map((point) => point.value));
}

/** A bar of `width` characters, filled by `part` (0 to 1); more than 0 fills at least one. */
export function bar(part: number, width: number): string {
  const filled = part > 0 ? Math.max(1, Math.round(part * width)) : 0;
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
