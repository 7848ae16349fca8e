import { useRef } from 'preact/hooks';

interface FlashProps {
  /** How often its owner changed. */
  changes: number;
  /** When its owner was created or last changed, in epoch milliseconds. */
  at: number;
}

const FRESH_MS = 3_000;

/** A short highlight when its owner changes. Rendering it again without a change shows nothing. */
export function Flash({ changes, at }: FlashProps) {
  const seen = useRef(Date.now() - at < FRESH_MS ? 0 : changes);
  if (changes <= seen.current) return null;
  return <span key={changes} class="flash" aria-hidden="true" />;
}
