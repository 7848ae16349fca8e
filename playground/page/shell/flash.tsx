import { useRef } from 'preact/hooks';

interface FlashProps {
  /** How often its owner changed. */
  changes: number;
  /** When its owner came to be or last changed, epoch milliseconds. */
  at: number;
}

const FRESH_MS = 3_000;

/** A soft flash when its owner changes while somebody watches, and not when it is only drawn again. */
export function Flash({ changes, at }: FlashProps) {
  const seen = useRef(Date.now() - at < FRESH_MS ? 0 : changes);
  if (changes <= seen.current) return null;
  return <span key={changes} class="flash" aria-hidden="true" />;
}
