import { createHash } from 'node:crypto';
import { type AlertIdentity, identityText } from '../../domain/alert';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const KEY_LENGTH = 26;

/**
 * Identifies one appearance of a finding in Slack: 130 bits of SHA-256, short enough for a block_id. It is in the
 * message's metadata and in its block_ids, so that the message can be found and redrawn.
 */
export function keyOf(identity: AlertIdentity): string {
  return shortHash(identityText(identity), KEY_LENGTH);
}

/** Base32 of SHA-256. */
export function shortHash(text: string, length: number): string {
  const bits = [...createHash('sha256').update(text).digest()]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return Array.from({ length }, (_, index) =>
    ALPHABET.charAt(Number.parseInt(bits.slice(index * 5, index * 5 + 5), 2)),
  ).join('');
}
