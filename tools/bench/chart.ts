import type { ColdStarts } from './cold-start';

const WIDTH = 760;
const ROW = 22;
const LEFT = 290;
const TOP = 56;

/** An SVG picture of the cold starts as multiples of an empty handler's; readable on dark and light backgrounds. */
export function drawChart(variants: ColdStarts['variants'], caption: string): string {
  const rows = variants
    .filter(({ name }) => name !== 'empty')
    .flatMap(({ name, title, ratio }) => [
      { name, label: `${title}: first poll`, value: ratio.firstPoll },
      { name, label: `${title}: first ack`, value: ratio.firstAck },
    ]);
  const scale = (WIDTH - LEFT - 60) / Math.max(...rows.map(({ value }) => value));
  const bottom = TOP + rows.length * ROW;
  const bars = rows.map(({ name, label, value }, index) => {
    const y = TOP + index * ROW;
    const width = value * scale;
    return [
      text(LEFT - 10, y + 13, label, 'label'),
      `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 6}" rx="2" class="${name}"/>`,
      text(LEFT + width + 6, y + 13, `${value.toFixed(1)}×`, 'value'),
    ].join('\n');
  });
  const x = (LEFT + scale).toFixed(1);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 8}" role="img" aria-label="Cold start as a multiple of an empty handler">
<style>
  text { font: 12px system-ui, sans-serif; fill: #57606a }
  .title { font-size: 14px; font-weight: 600 } .label { text-anchor: end }
  .vulnscan { fill: #2da44e } .usual { fill: #afb8c1 } .empty { stroke: #57606a; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) { text { fill: #c9d1d9 } .usual { fill: #484f58 } .empty { stroke: #c9d1d9 } }
</style>
${text(0, 16, 'Cold start of the function that Slack calls, as a multiple of an empty handler (dashed)', 'title')}
${text(0, 36, caption, 'caption')}
<line x1="${x}" x2="${x}" y1="${TOP - 6}" y2="${bottom}" class="empty"/>
${bars.join('\n')}
</svg>
`;
}

function text(x: number, y: number, content: string, name: string): string {
  return `<text x="${x.toFixed(1)}" y="${y}" class="${name}">${content}</text>`;
}
