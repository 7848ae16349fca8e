/**
 * Four comparisons. Cold starts of the slack function: against an empty handler and against Bolt with the AWS SDK in
 * the usual bundle. Conversion of a large report: against Trivy's asff.tpl. Scans over several tasks, of generated
 * images: against a process that does nothing. Posting of many findings: against Slack's quotas. `--runs N` (15) is the number
 * of cold starts of each function, `--images N` (100, 1000 and 10000; repeatable) how many images are scanned.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureColdStarts } from './cold-start';
import { compareConversion } from './conversion';
import { benchFanOut } from './fan-out';
import { findRuntime } from './runtime';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    images: { type: 'string', multiple: true, default: ['100', '1000', '10000'] },
  },
});

async function main(): Promise<void> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const work = mkdtempSync(join(tmpdir(), 'vulnscan-bench-'));
  try {
    await benchColdStarts(work);
    await compareConversion(work);
    await benchFanOut(work, values.images.map(Number));
  } finally {
    rmSync(work, { recursive: true });
  }
  // In a process of its own, so that memory is measured for it alone.
  const args = ['--import', 'tsx', join(__dirname, 'many-findings.ts')];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}

async function benchColdStarts(work: string): Promise<void> {
  const runtime = findRuntime();
  const { variants, isPinned } = await measureColdStarts(runtime, Number(values.runs), work);
  const limit = isPinned ? 'limited to one core' : 'not limited to one core';
  console.log(
    `Cold acknowledgement on Node ${runtime.version}, median of ${values.runs}, ${limit}`,
  );
  for (const { title, ms, ratio } of variants)
    console.log(`  ${title.padEnd(42)} ${ms.toFixed(0)} ms (${ratio.toFixed(1)}x)`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
