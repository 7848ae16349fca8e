import { useState } from 'preact/hooks';

const PREFIX = 'vulnscan.';

/** A string that is kept over a reload. Where storage is refused, it is kept until the page closes. */
export function usePref(name: string, initial: string): [string, (next: string) => void] {
  const [value, setValue] = useState(() => load(name) ?? initial);
  const set = (next: string) => {
    setValue(next);
    save(name, next);
  };
  return [value, set];
}

function load(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

function save(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Nothing to do: the choice is kept in memory.
  }
}
