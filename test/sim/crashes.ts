import { calm, type Options } from './options';
import { type Result, simulate } from './scenario';

/** Small enough to crash it everywhere: two findings with messages of their own, or six under a digest; all clicked. */
export const SMALL: Record<string, Options> = {
  single: calm({ findings: 2, clicks: 1, hours: 3, sweep: false }),
  digest: calm({ findings: 6, digest: 1, clicks: 0.2, hours: 3, sweep: false }),
};

/** I/O calls of a run without faults, and some more, since a crash makes further ones. */
export async function stepsOf(options: Options): Promise<number> {
  const { world } = await simulate(1, options);
  return world.counters.steps + 10;
}

/** Every place for one crash: before and after each call. */
export function placesOf(steps: number): number[] {
  return Array.from({ length: 2 * steps }, (_, index) => 1 + index / 2);
}

export async function crashAt(options: Options, places: number[]): Promise<Result> {
  return simulate(1, { ...options, crashAt: places });
}
