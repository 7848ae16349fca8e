/**
 * Builds a value when it is first asked for and keeps it for the life of the process. If building fails, or after
 * `drop` was called, the next call builds it again.
 */
export function openOnce<Value>(open: (drop: () => void) => Promise<Value>): () => Promise<Value> {
  let kept: Promise<Value> | undefined;
  const drop = () => {
    kept = undefined;
  };
  return () => {
    kept ??= open(drop).catch((error: unknown) => {
      drop();
      throw error;
    });
    return kept;
  };
}

/** A Lambda handler that reads its settings when it is first called, and keeps what it opened then. */
export function lazyHandler<Answer>(
  open: (drop: () => void) => Promise<(event: unknown) => Promise<Answer>>,
) {
  const opened = openOnce(open);
  return async (event: unknown, _context?: unknown): Promise<Answer> => (await opened())(event);
}
