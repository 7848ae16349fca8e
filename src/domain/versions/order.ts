import { compareText } from '../text';

/** Negative, zero or positive: `a` is older than `b`, equal, or newer. */
export type Order = number;

/** By value, whatever the length; both are decimal digits. */
export function compareDigits(a: string, b: string): Order {
  const [one, other] = [a, b].map((digits) => digits.replace(/^0+/, ''));
  return one === undefined || other === undefined
    ? 0
    : one.length - other.length || compareText(one, other);
}

/** The order of the first pair that differs; `undefined` stands for what the shorter list does not have. */
export function compareLists<T>(
  a: readonly T[],
  b: readonly T[],
  compare: (a: T | undefined, b: T | undefined) => Order,
): Order {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = compare(a[index], b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** `compare` of both as `parse` reads them; undefined if one of them is no version of this kind. */
export function parsed<T>(
  parse: (version: string) => T | undefined,
  compare: (a: T, b: T) => Order,
): (a: string, b: string) => Order | undefined {
  return (a, b) => {
    const [one, other] = [parse(a), parse(b)];
    return one === undefined || other === undefined ? undefined : compare(one, other);
  };
}
