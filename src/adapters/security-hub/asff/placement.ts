import { defined } from '../../../domain/defined';
import type { Placement } from '../../../domain/finding';

const PLACEMENT = /^([A-Z0-9]+)\/(\d+\.\d+)\/(\d+)(?:\/(\d+\.\d+))?$/;

/** `channel/ts/generation[/threadTs]`: characters that a UserDefinedFields value may have. */
export function writePlacement({ channel, ts, generation, threadTs }: Placement): string {
  return `${channel}/${ts}/${generation}${threadTs === undefined ? '' : `/${threadTs}`}`;
}

/** Undefined for a value that vulnscan did not write. */
export function readPlacement(text: string): Placement | undefined {
  const [, channel, ts, generation, threadTs] = PLACEMENT.exec(text) ?? [];
  if (channel === undefined || ts === undefined || generation === undefined) return undefined;
  return {
    channel,
    ts,
    generation: Number(generation),
    ...defined({ threadTs }),
  };
}
