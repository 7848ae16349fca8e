import * as z from 'zod/mini';

/** A length of time as people write it: 30s, 15m, 24h, 2d. Becomes milliseconds. */
export const duration = z.pipe(
  z.string().check(z.regex(/^\d+(s|m|h|d)$/, 'must be a number and a unit: 30s, 15m, 24h or 2d')),
  z.transform(toMilliseconds),
);

export function toMilliseconds(text: string): number {
  const unit =
    { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[text.at(-1) ?? ''] ?? Number.NaN;
  return Number(text.slice(0, -1)) * unit;
}
