/**
 * 10,000 new findings of one scan, posted in virtual time with Slack's quotas enforced. `--check` makes the exit code 1
 * if a target is missed.
 */
import { flood } from '../../test/sim/flood';

const FINDINGS = 10_000;

async function main(): Promise<void> {
  const { first, last, bound, singly, faults, world } = await flood(FINDINGS);
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const figures = [
    { name: 'first message, s', value: first, most: 10 },
    { name: 'last message, s', value: last, most: bound * 1.1 },
    { name: 'last message that the quotas allow, s', value: bound },
    { name: 'with one message for each finding, s', value: singly },
    { name: 'quotas exceeded', value: world.counters.violations, most: 0 },
    { name: 'lost, duplicated or overwritten', value: faults.length, most: 0 },
    { name: 'memory at the peak, MB', value: megabytes, most: 512 },
  ];
  console.log(`${FINDINGS} new findings at once`);
  for (const { name, value, most } of figures) {
    const missed = most !== undefined && value > most;
    const target = most === undefined ? '' : `, ${missed ? 'MISSED ' : ''}target ${round(most)}`;
    console.log(`  ${name.padEnd(38)} ${round(value)}${target}`);
    if (missed && process.argv.includes('--check')) process.exitCode = 1;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
