/**
 * What a door needs is built by its first event and kept for the life of the process, unless building it fails or it
 * calls `drop`: then the next event builds it anew.
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
