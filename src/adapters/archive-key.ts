import { InvalidInput } from '../domain/errors';

/** S3's limit of a key, in bytes of UTF-8. */
const MAX_BYTES = 1_024;

/**
 * Throws InvalidInput `archive_key` for a key that not every archive can hold: it is empty or too long, or has a part that is
 * empty or that clients resolve as a folder (`.`, `..`).
 */
export function checkKey(key: string): void {
  const isPart = (part: string) => part !== '' && part !== '.' && part !== '..';
  if (Buffer.byteLength(key) <= MAX_BYTES && key.split('/').every(isPart)) return;
  throw new InvalidInput(
    'archive_key',
    `${JSON.stringify(key.slice(0, 100))} is no key of the archive; give at most ${MAX_BYTES} bytes, with a text between its slashes.`,
  );
}
