import { among, boolean, list, type Shape, shape, string, typed } from './rule';

/** Tables and charts as Slack documents them: six segments or series at most, twenty points each. */
const SERIES: Shape = {
  needs: { series: list(shape('chart_series'), 1, 6), axis_config: shape('axis_config') },
};

export const CHARTS: Readonly<Record<string, Shape>> = {
  table: {
    needs: {
      rows: list(
        { is: 'list', of: typed('raw_text', 'raw_number', 'rich_text'), min: 1, max: 20 },
        1,
        100,
      ),
    },
    may: { block_id: string(255), column_settings: list(shape('column'), 0, 20) },
  },
  column: { may: { align: among('left', 'center', 'right'), is_wrapped: boolean } },
  raw_text: { needs: { text: string() } },
  raw_number: { needs: { value: { is: 'number' } }, may: { text: string() } },
  data_visualization: {
    needs: {
      title: string(50),
      chart: typed({ pie: 'pie_chart', bar: 'axis_chart', line: 'axis_chart', area: 'axis_chart' }),
    },
    may: { block_id: string(255) },
  },
  pie_chart: { needs: { segments: list(shape('segment'), 1, 6) } },
  axis_chart: SERIES,
  segment: { needs: { label: string(20), value: { is: 'number', above: 0 } } },
  chart_series: { needs: { name: string(20), data: list(shape('point'), 1, 20) } },
  point: { needs: { label: string(20), value: { is: 'number' } } },
  axis_config: {
    needs: { categories: list(string(20), 1, 20) },
    may: { x_label: string(50), y_label: string(50) },
  },
};
