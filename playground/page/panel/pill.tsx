/** A severity or a status as a word on a tint; colour is never the only sign. */
export function Pill({ kind, value }: { kind: 'severity' | 'status' | 'task'; value: string }) {
  return <span class={`pill pill-${kind}-${value.toLowerCase()}`}>{value}</span>;
}
