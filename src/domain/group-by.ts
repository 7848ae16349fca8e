/** Groups values by a key, each group in the order given. Values whose key is undefined are left out. */
export function groupBy<T, K>(
  values: Iterable<T>,
  keyOf: (value: T) => K | undefined,
): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** Splits values into parts of at most `size`, in the order given. */
export function chunksOf<T>(values: T[], size: number): T[][] {
  const count = Math.ceil(values.length / size);
  return Array.from({ length: count }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
