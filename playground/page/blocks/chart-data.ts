import { type Json, readJson, readList, readNumber, readString } from './read';

interface Segment {
  label: string;
  value: number;
}

export interface Series {
  name: string;
  values: number[];
}

export type Chart =
  | { kind: 'pie'; title: string; segments: Segment[] }
  | {
      kind: 'bar' | 'line' | 'area';
      title: string;
      categories: string[];
      series: Series[];
      xLabel: string;
      yLabel: string;
    };

/** Reads a `data_visualization` block; nothing if it holds no chart this page knows. */
export function readChart(block: Json): Chart | undefined {
  const chart = readJson(block['chart']);
  const title = readString(block['title']);
  const kind = chart['type'];
  if (kind === 'pie') return { kind, title, segments: readList(chart['segments']).map(readPoint) };
  if (kind !== 'bar' && kind !== 'line' && kind !== 'area') return undefined;
  const axis = readJson(chart['axis_config']);
  const series = readList(chart['series']);
  return {
    kind,
    title,
    categories: readCategories(axis['categories'], series[0]),
    series: series.map(readSeries),
    xLabel: readString(axis['x_label']),
    yLabel: readString(axis['y_label']),
  };
}

function readPoint(point: Json): Segment {
  return { label: readString(point['label']), value: Math.max(0, readNumber(point['value'])) };
}

function readSeries(series: Json): Series {
  const values = readList(series['data']).map((point) => readPoint(point).value);
  return { name: readString(series['name']), values };
}

function readCategories(categories: unknown, series: Json | undefined): string[] {
  if (Array.isArray(categories)) return categories.map((one) => readString(one));
  return readList(series?.['data']).map((point) => readString(point['label']));
}

/** The chart as rows of text, header first: what a screen reader gets. `count` heads a pie's numbers. */
export function chartRows(chart: Chart, count: string): string[][] {
  if (chart.kind === 'pie') {
    return [['', count], ...chart.segments.map((one) => [one.label, String(one.value)])];
  }
  const header = [chart.xLabel, ...chart.series.map((series) => series.name)];
  const rows = chart.categories.map((category, index) => [
    category,
    ...chart.series.map((series) => String(series.values[index] ?? 0)),
  ]);
  return [header, ...rows];
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

export interface Arc {
  path: string;
  share: number;
}

/** The slices of a ring with the given radii around 0,0, clockwise from the top. */
export function pieArcs(values: number[], outer: number, inner: number): Arc[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  let from = 0;
  return values.map((value) => {
    const share = total === 0 ? 0 : value / total;
    // A full circle has no arc in SVG: its two ends would be the same point.
    const to = from + Math.min(share, 0.9999);
    const path = ringSlice(from, to, outer, inner);
    from += share;
    return { path, share };
  });
}

function ringSlice(from: number, to: number, outer: number, inner: number): string {
  const large = to - from > 0.5 ? 1 : 0;
  const [a, b] = [pointAt(from, outer), pointAt(to, outer)];
  const [c, d] = [pointAt(to, inner), pointAt(from, inner)];
  return `M${a}A${outer},${outer} 0 ${large} 1 ${b}L${c}A${inner},${inner} 0 ${large} 0 ${d}Z`;
}

function pointAt(turn: number, radius: number): string {
  const angle = (turn - 0.25) * 2 * Math.PI;
  return `${(radius * Math.cos(angle)).toFixed(2)},${(radius * Math.sin(angle)).toFixed(2)}`;
}
