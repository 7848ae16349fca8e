/** A range in milliseconds. */
export interface Span {
  min: number;
  max: number;
}

/** Somewhere in a span. */
export function within(span: Span, random: () => number): number {
  return Math.round(span.min + (span.max - span.min) * random());
}
