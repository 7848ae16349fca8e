import { type Json, readJson, readList, readNumber, readString } from './read';

/** A chart of one series: a value for each category. */
export interface Chart {
  kind: 'bar' | 'line';
  title: string;
  /** The name of the series. */
  name: string;
  points: { label: string; value: number }[];
}

/** Reads a `data_visualization` block; undefined for a kind of chart that this page does not draw. */
export function readChart(block: Json): Chart | undefined {
  const chart = readJson(block['chart']);
  const kind = chart['type'];
  const [series] = readList(chart['series']);
  if ((kind !== 'bar' && kind !== 'line') || series === undefined) return undefined;
  return {
    kind,
    title: readString(block['title']),
    name: readString(series['name']),
    points: readList(series['data']).map((point) => ({
      label: readString(point['label']),
      value: Math.max(0, readNumber(point['value'])),
    })),
  };
}

/** A round number at or above the largest value, and the steps to it. */
export function niceScale(largest: number): { top: number; ticks: number[] } {
  const raw = Math.max(1, largest) / 4;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * magnitude).find((n) => n >= raw) ?? raw);
  const count = Math.max(1, Math.ceil(largest / step));
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * step);
  return { top: count * step, ticks };
}
