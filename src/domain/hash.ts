import { type FindingKey, keyText } from './finding';
import { fingerprint } from './text';

/** Identifies a finding in the ledger and in the members of a card: 106 bits of its product and id. */
export function hashOf(key: FindingKey): string {
  const text = keyText(key);
  return `${fingerprint(text)}${fingerprint(`#${text}`)}`;
}
