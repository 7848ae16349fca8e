import type { Shard, ShardImage } from './fan-out';
import type { ScanTarget } from './scan';

/** Contents of a shard (issue 16): the start of a task and its databases cost a minute or more. */
const SHARD_CONTENTS = { fewest: 50, most: 250 } as const;

/** The same digest on the same platform, under all its names. */
export function contentsOf(targets: ScanTarget[]): ShardImage[] {
  const contents = new Map<string, ShardImage>();
  for (const target of targets) {
    const key = `${target.digest ?? target.reference} ${target.platform ?? ''}`;
    const known = contents.get(key);
    if (known === undefined) contents.set(key, { targets: [target] });
    else known.targets.push(target);
  }
  return [...contents.values()];
}

/**
 * Spreads contents evenly over shards. Those that are pulled are apart from those that are judged by their SBOM, which need no
 * Java database and a fraction of the time; they come first, because they take longest.
 */
export function shardsOf(
  contents: { pulled: ShardImage[]; judged: ShardImage[] },
  tasks: number,
): Shard[] {
  const parts = [...partsOf(contents.pulled, tasks), ...partsOf(contents.judged, tasks)];
  return parts.map((images, number) => ({ number, images }));
}

function partsOf(contents: ShardImage[], tasks: number): ShardImage[][] {
  const count = shardCount(contents.length, tasks);
  const startOf = (part: number) => Math.floor((part * contents.length) / count);
  return Array.from({ length: count }, (_, part) =>
    contents.slice(startOf(part), startOf(part + 1)),
  );
}

/** So many that all tasks are busy to the end, within the limits of a shard. Fewer contents than its least are one shard. */
function shardCount(contents: number, tasks: number): number {
  if (contents === 0) return 0;
  const { fewest, most } = SHARD_CONTENTS;
  const rounds = Math.ceil(contents / (most * tasks));
  return Math.min(rounds * tasks, Math.max(1, Math.floor(contents / fewest)));
}
