/** 10,000 new findings of one scan, posted in virtual time with Slack's quotas enforced. */
import { flood } from '../../test/sim/flood';

const FINDINGS = 10_000;

async function main(): Promise<void> {
  const { first, last, bound, singly, faults, world } = await flood(FINDINGS);
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const figures = {
    'first message, s': first,
    'last message, s': last,
    'last message that the quotas allow, s': bound,
    'with one message for each finding, s': singly,
    'quotas exceeded': world.counters.violations,
    'lost, duplicated or overwritten': faults.length,
    'memory at the peak, MB': megabytes,
  };
  console.log(`${FINDINGS} new findings at once`);
  for (const [name, value] of Object.entries(figures))
    console.log(`  ${name.padEnd(38)} ${Math.round(value * 100) / 100}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
