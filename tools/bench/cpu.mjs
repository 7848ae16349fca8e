/** Holds what is measured to as much CPU as Lambda gives the slack function, where the machine lets us. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the slack function is given in infra/functions.ts. */
export const MEMORY_MB = 1769;
/** With so much Lambda gives a whole core, and with less a part of one. */
const WHOLE_CORE_MB = 1769;
/** Lambda counts in short periods; in the kernel's usual 100 ms a small function would never feel its limit. */
const PERIOD_US = 20_000;

const ROOT = '/sys/fs/cgroup';

/** `command` goes before the one that is measured; `says` is for whoever reads the figures. */
export function holdCpu() {
  const part = MEMORY_MB / WHOLE_CORE_MB;
  const group = openGroup(part);
  if (group !== undefined) {
    return {
      command: entering(group),
      says: `held to ${part.toFixed(2)} of a core, as Lambda gives ${MEMORY_MB.toLocaleString('en')} MB`,
      release: () => rmdirSync(group),
    };
  }
  const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  return {
    command: canPin ? ['taskset', '-c', '0'] : [],
    says: `${canPin ? 'held to one whole core' : 'not held'}: no control group may be made here to hold it to ${part.toFixed(2)} of one`,
    release: () => {},
  };
}

/** A control group of its own, of the first or the second kind; undefined where that is not allowed. */
function openGroup(part) {
  const quota = Math.round(PERIOD_US * part);
  const isFirst = existsSync(join(ROOT, 'cpu', 'cpu.cfs_quota_us'));
  const group = join(ROOT, isFirst ? 'cpu' : '', `vulnscan-bench-${process.pid}`);
  const limits = isFirst
    ? { 'cpu.cfs_period_us': PERIOD_US, 'cpu.cfs_quota_us': quota }
    : { 'cpu.max': `${quota} ${PERIOD_US}` };
  try {
    mkdirSync(group);
    for (const [file, value] of Object.entries(limits))
      writeFileSync(join(group, file), String(value));
    const [program, ...args] = [...entering(group), 'true'];
    if (spawnSync(program, args).status === 0) return group;
  } catch {
    // Not Linux, or not root: the caller says what is held instead.
  }
  if (existsSync(group)) rmdirSync(group);
  return undefined;
}

function entering(group) {
  return ['sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', group];
}
