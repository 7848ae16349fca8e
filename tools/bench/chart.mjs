/** The cold starts as bars, in ratios to an empty handler: light enough for a README, readable on dark and light. */

const WIDTH = 760;
const BAR = 22;
const LEFT = 270;

export function drawChart(results, cpu) {
  const rows = results.flatMap(({ node, variants }) =>
    variants
      .filter(({ name }) => name !== 'empty')
      .flatMap(({ name, title, ratio }) => [
        { node, name, label: `${title}, first poll`, value: ratio.firstPoll },
        { node, name, label: `${title}, first ack`, value: ratio.firstAck },
      ]),
  );
  const top = Math.max(...rows.map(({ value }) => value));
  const scale = (WIDTH - LEFT - 70) / top;
  const nodes = [...new Set(rows.map(({ node }) => node))];
  let y = 62;
  const parts = [];
  for (const node of nodes) {
    parts.push(text(0, y + 12, `Node ${node}`, 'head'));
    y += 24;
    for (const row of rows.filter((entry) => entry.node === node)) {
      parts.push(text(LEFT - 10, y + 15, shorten(row.label), 'label'));
      parts.push(
        `<rect x="${LEFT}" y="${y}" width="${(row.value * scale).toFixed(1)}" height="${BAR - 6}" rx="2" class="${row.name}"/>`,
      );
      parts.push(text(LEFT + row.value * scale + 6, y + 13, `${row.value.toFixed(1)}×`, 'value'));
      y += BAR;
    }
    y += 14;
  }
  const empty = LEFT + scale;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 8}" role="img" aria-label="Cold start as a multiple of an empty handler">
<style>
  text { font: 12px system-ui, sans-serif; fill: #57606a }
  .title { font-size: 14px; font-weight: 600 } .head { font-weight: 600 } .label { text-anchor: end }
  .door { fill: #2da44e } .usual { fill: #afb8c1 } .empty { stroke: #57606a; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) { text { fill: #c9d1d9 } .usual { fill: #484f58 } .empty { stroke: #c9d1d9 } }
</style>
${text(0, 16, 'Cold start of what Slack calls, as a multiple of an empty handler (dashed)', 'title')}
${text(0, 36, `Median of cold starts, each function ${cpu}`, 'caption')}
<line x1="${empty.toFixed(1)}" x2="${empty.toFixed(1)}" y1="56" y2="${y - 8}" class="empty"/>
${parts.join('\n')}
</svg>
`;
}

function shorten(label) {
  return label.replace('Bolt and the AWS SDK, bundled as they come', 'usual Bolt + SDK bundle');
}

function text(x, y, content, name) {
  return `<text x="${x.toFixed(1)}" y="${y}" class="${name}">${content}</text>`;
}
