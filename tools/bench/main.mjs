#!/usr/bin/env node
/**
 * How fast is the door that Slack knocks at? Cold starts through AWS's own runtime client, as ratios to an empty
 * handler and beside the usual bundle built in the same run; warm and forged clicks; sizes. Then import.ts: calls, time
 * and memory of a large scan, and the conversion beside Trivy's own; posting.ts: many new findings at once. `--runs N` (15),
 * `--warm N` (500), `--write` keeps the figures in docs/bench.json and docs/bench.svg, `--check` fails above the aims.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startAws } from './aws.mjs';
import { drawChart } from './chart.mjs';
import { holdCpu } from './cpu.mjs';
import { measureCold, measureWarm, quantile } from './measure.mjs';
import { findTools } from './tools.mjs';
import { buildVariants } from './variants.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const AIMS = { firstPoll: 2.5, firstAck: 3.5, bytes: 250_000, forgedP99: 5 };

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    warm: { type: 'string', default: '500' },
    write: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

const tools = findTools(root);
const out = mkdtempSync(join(tmpdir(), 'vulnscan-bench-'));
const aws = await startAws();
const cpu = holdCpu();
try {
  const variants = await buildVariants(root, out);
  const results = [];
  for (const node of tools.nodes) results.push(await measureNode(node, variants));
  report(results, variants);
} finally {
  aws.close();
  cpu.release();
  rmSync(out, { recursive: true, force: true });
}

if (!runs('import.ts', 'A large scan, with the quotas of Security Hub enforced'))
  process.exitCode = 1;
if (!runs('posting.ts', '10,000 new findings at once, with the quotas of Slack enforced'))
  process.exitCode = 1;

/** A program of its own, so that what it measures is not in our memory. */
function runs(program, title) {
  const built = join(root, '.cache', 'real', 'trivy');
  const trivy = process.env.TRIVY ?? (existsSync(built) ? built : undefined);
  const args = ['--import', 'tsx', join(root, 'tools', 'bench', program)];
  console.log(`\n${title}`);
  const done = spawnSync(process.execPath, [...args, ...(values.check ? ['--check'] : [])], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...(trivy !== undefined && { TRIVY: trivy }) },
  });
  return done.status === 0;
}

/** Runs are interleaved, so that a slow minute of the machine is everybody's. */
async function measureNode(node, variants) {
  const setting = ({ folder }) => ({
    node: node.path,
    ric: tools.ric,
    folder,
    env: environment(folder),
    hold: cpu.command,
  });
  const samples = new Map(variants.map(({ name }) => [name, []]));
  for (let run = 0; run < Number(values.runs); run += 1) {
    for (const variant of variants)
      samples.get(variant.name).push(await measureCold(setting(variant)));
  }
  const medians = variants.map(({ name, title }) => ({
    name,
    title,
    ...medianOf(samples.get(name)),
  }));
  const [empty] = medians;
  const door = variants.find(({ name }) => name === 'door');
  const warm = await measureWarm(setting(door), aws, Number(values.warm));
  return {
    node: node.version.replace('v', ''),
    variants: medians.map((median) => ({
      ...median,
      ratio: {
        firstPoll: median.firstPoll / empty.firstPoll,
        firstAck: median.firstAck / empty.firstAck,
      },
    })),
    warm: { p50: quantile(warm.acks, 0.5), p99: quantile(warm.acks, 0.99) },
    forged: {
      p50: quantile(warm.forged, 0.5),
      p99: quantile(warm.forged, 0.99),
      calls: warm.forgedCalls,
    },
  };
}

function medianOf(runs) {
  const median = (key) =>
    quantile(
      runs.map((run) => run[key]),
      0.5,
    );
  return { firstPoll: median('firstPoll'), firstAck: median('firstAck') };
}

function environment(folder) {
  return {
    PATH: process.env.PATH,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_ENDPOINT_URL: aws.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    VULNSCAN_CONFIG_FILE: join(folder, 'vulnscan.json'),
    ACTIONS_QUEUE_URL: `${aws.url}/123456789012/vulnscan-actions.fifo`,
    SLACK_BOT_TOKEN_PARAMETER: '/vulnscan/slack/bot-token',
    SLACK_SIGNING_SECRET_PARAMETER: '/vulnscan/slack/signing-secret',
  };
}

function report(results, variants) {
  console.log(`The functions are ${cpu.says}.`);
  for (const { node, variants: rows, warm, forged } of results) {
    console.log(
      `\nNode ${node}, median of ${values.runs} interleaved cold starts, ms (and as a multiple of the empty handler)`,
    );
    for (const { title, firstPoll, firstAck, ratio } of rows) {
      console.log(
        `  ${title.padEnd(44)} first poll ${cell(firstPoll, ratio.firstPoll)}   first ack ${cell(firstAck, ratio.firstAck)}`,
      );
    }
    console.log(
      `  warm click: p50 ${warm.p50.toFixed(2)} ms, p99 ${warm.p99.toFixed(2)} ms; forged: p50 ${forged.p50.toFixed(2)} ms, p99 ${forged.p99.toFixed(2)} ms, ${forged.calls} calls out`,
    );
  }
  for (const { title, sizes } of variants) {
    for (const { file, bytes, parts } of sizes) {
      const largest = Object.entries(parts)
        .slice(0, 6)
        .map(([name, size]) => `${name} ${kb(size)}`);
      console.log(`\n${title}, ${file}: ${kb(bytes)} kB\n  ${largest.join(', ')}`);
    }
  }
  if (values.write) keep(results, variants);
  const missed = missedAims(results, variants);
  for (const line of missed) console.log(`\nmissed: ${line}`);
  if (values.check && missed.length > 0) process.exitCode = 1;
}

function missedAims(results, variants) {
  const door = variants.find(({ name }) => name === 'door');
  const ours = results.map((result) => ({
    ...result,
    ...result.variants.find(({ name }) => name === 'door'),
  }));
  return [
    ...ours
      .filter(({ ratio }) => ratio.firstPoll > AIMS.firstPoll)
      .map(
        ({ node, ratio }) =>
          `first poll on Node ${node} is ${ratio.firstPoll.toFixed(2)}x, aim ${AIMS.firstPoll}x`,
      ),
    ...ours
      .filter(({ ratio }) => ratio.firstAck > AIMS.firstAck)
      .map(
        ({ node, ratio }) =>
          `first ack on Node ${node} is ${ratio.firstAck.toFixed(2)}x, aim ${AIMS.firstAck}x`,
      ),
    ...ours
      .filter(({ forged }) => forged.p99 > AIMS.forgedP99 || forged.calls > 0)
      .map(({ node }) => `forged clicks on Node ${node} cost too much`),
    ...(door.sizes[0].bytes > AIMS.bytes
      ? [`the door has ${kb(door.sizes[0].bytes)} kB, aim ${kb(AIMS.bytes)} kB`]
      : []),
  ];
}

function keep(results, variants) {
  const facts = {
    at: new Date().toISOString().slice(0, 10),
    machine: cpus()[0]?.model ?? 'unknown',
    cpu: cpu.says,
    runs: Number(values.runs),
    results,
    sizes: Object.fromEntries(variants.map(({ name, sizes }) => [name, sizes])),
  };
  writeFileSync(join(root, 'docs', 'bench.json'), `${JSON.stringify(facts, rounded, 2)}\n`);
  writeFileSync(join(root, 'docs', 'bench.svg'), drawChart(results, cpu.says));
}

function rounded(_key, value) {
  return typeof value === 'number' ? Math.round(value * 100) / 100 : value;
}

function cell(ms, ratio) {
  return `${ms.toFixed(0).padStart(4)} (${ratio.toFixed(2)}x)`;
}

function kb(bytes) {
  return (bytes / 1_000).toFixed(0);
}
