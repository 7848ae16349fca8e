/**
 * Measures cold starts of the slack function (cold-start.ts), a large scan (large-scan.ts) and many new findings at once
 * (many-findings.ts). `--runs N` (15) is the number of cold starts of each function, `--write` writes docs/bench.json and
 * docs/bench.svg, `--check` makes the exit code 1 if a target is missed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawChart } from './chart';
import { type ColdStarts, measureColdStarts } from './cold-start';
import { MEMORY_MB } from './lambda';
import { findRuntime, type Runtime } from './runtime';

const ROOT = join(__dirname, '..', '..');
/** Multiples of an empty handler's times. */
const TARGETS = { firstPoll: 2.5, firstAck: 3.5 };

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    write: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  await benchColdStarts(findRuntime());
  for (const program of ['large-scan.ts', 'many-findings.ts']) {
    // In a process of its own, so that memory is measured for it alone.
    const args = [
      '--import',
      'tsx',
      join(__dirname, program),
      ...(values.check ? ['--check'] : []),
    ];
    console.log();
    if (spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status !== 0)
      process.exitCode = 1;
  }
}

async function benchColdStarts(runtime: Runtime): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'vulnscan-bench-'));
  try {
    const result = await measureColdStarts(runtime, Number(values.runs), work);
    print(result, runtime);
    if (values.write) write(result, runtime);
  } finally {
    rmSync(work, { recursive: true });
  }
}

function print({ variants, warm, isPinned }: ColdStarts, { version }: Runtime): void {
  console.log(`Cold starts on Node ${version}, median of ${values.runs}; ${cpuOf(isPinned)}`);
  const cell = (ms: number, ratio: number) => `${ms.toFixed(0)} ms (${ratio.toFixed(2)}x)`;
  for (const { title, firstPoll, firstAck, ratio } of variants) {
    console.log(
      `  ${title.padEnd(42)} first poll ${cell(firstPoll, ratio.firstPoll)}, first ack ${cell(firstAck, ratio.firstAck)}`,
    );
  }
  console.log(`  warm click: p50 ${warm.p50.toFixed(2)} ms, p99 ${warm.p99.toFixed(2)} ms`);
  const ours = variants.find(({ name }) => name === 'vulnscan');
  for (const key of ['firstPoll', 'firstAck'] as const) {
    if (ours === undefined || ours.ratio[key] <= TARGETS[key]) continue;
    console.log(`  MISSED  ${key}: at most ${TARGETS[key]}x`);
    if (values.check) process.exitCode = 1;
  }
}

function cpuOf(isPinned: boolean): string {
  const memory = `${MEMORY_MB.toLocaleString('en')} MB`;
  return isPinned
    ? `each function limited to one core, as Lambda gives ${memory}`
    : `not limited to the one core that Lambda gives ${memory}`;
}

function write(result: ColdStarts, { version }: Runtime): void {
  const facts = {
    at: new Date().toISOString().slice(0, 10),
    machine: cpus()[0]?.model ?? 'unknown',
    node: version.replace('v', ''),
    runs: Number(values.runs),
    ...result,
  };
  const round = (_key: string, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 100) / 100 : value;
  const caption = `Node ${facts.node}, median of ${facts.runs}; ${cpuOf(result.isPinned)}`;
  writeFileSync(join(ROOT, 'docs', 'bench.json'), `${JSON.stringify(facts, round, 2)}\n`);
  writeFileSync(join(ROOT, 'docs', 'bench.svg'), drawChart(result.variants, caption));
}
