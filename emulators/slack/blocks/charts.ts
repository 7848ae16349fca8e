import { list, type Shape, shape, string, typed } from './rule';

/** Limits of charts as Slack documents them: at most 6 series of 20 points. */
export const CHARTS: Readonly<Record<string, Shape>> = {
  data_visualization: {
    needs: { title: string(50), chart: typed({ bar: 'axis_chart', line: 'axis_chart' }) },
    may: { block_id: string(255) },
  },
  axis_chart: {
    needs: { series: list(shape('chart_series'), 1, 6), axis_config: shape('axis_config') },
  },
  chart_series: { needs: { name: string(20), data: list(shape('point'), 1, 20) } },
  point: { needs: { label: string(20), value: { is: 'number' } } },
  axis_config: {
    needs: { categories: list(string(20), 1, 20) },
    may: { x_label: string(50), y_label: string(50) },
  },
};
