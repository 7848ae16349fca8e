/** A severity or a status as a word on a coloured background. */
export function Pill({ kind, value }: { kind: 'severity' | 'status' | 'task'; value: string }) {
  return <span class={`pill pill-${kind}-${value.toLowerCase()}`}>{value}</span>;
}
