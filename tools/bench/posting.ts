import { flood } from '../../test/sim/flood';

/**
 * 10,000 new findings of one scan, posted in virtual time against enforced quotas, beside one message for each finding.
 * `--check` fails above 1.1 times what the quotas allow, on a broken quota, or at 512 MB.
 */
const FINDINGS = 10_000;
const MAX_RATIO = 1.1;
const MAX_FIRST_SECONDS = 10;
const MAX_MEMORY_MB = 512;

async function main(): Promise<boolean> {
  const { first, last, bound, singly, faults, world } = await flood(FINDINGS);
  const memory = process.resourceUsage().maxRSS / 1024;
  const ratio = last / bound;
  console.table([
    { measured: 'first message, s', figure: round(first), aim: `<= ${MAX_FIRST_SECONDS}` },
    { measured: 'last message, s', figure: round(last), aim: `<= ${MAX_RATIO} x the bound` },
    {
      measured: 'bound: one look and one post for ten, 50 looks a minute, s',
      figure: round(bound),
    },
    { measured: 'last message to the bound', figure: round(ratio), aim: `<= ${MAX_RATIO}` },
    { measured: 'baseline: one message a finding, s', figure: round(singly) },
    { measured: 'baseline to ours', figure: round(singly / last) },
    { measured: 'quotas broken', figure: world.counters.violations, aim: '0' },
    { measured: 'lost, doubled or overwritten', figure: faults.length, aim: '0' },
    { measured: 'peak memory, MB', figure: round(memory), aim: `< ${MAX_MEMORY_MB}` },
  ]);
  const kept = world.counters.violations === 0 && faults.length === 0;
  return kept && ratio <= MAX_RATIO && first <= MAX_FIRST_SECONDS && memory < MAX_MEMORY_MB;
}

function round(figure: number): number {
  return Math.round(figure * 100) / 100;
}

main().then(
  (well) => {
    if (!well && process.argv.includes('--check')) process.exitCode = 1;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
