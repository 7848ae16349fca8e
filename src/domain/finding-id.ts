import { cutText, fingerprint, utf8Length } from './text';

/** One finding per vulnerability whatever the image, or one per repository and vulnerability. */
export type Scope = 'vulnerability' | 'image';

const PREFIX = 'vulnscan/';
/** BatchImportFindings: an Id has at most 512 characters. */
const LIMIT = 512;

/** True for the id of a finding that vulnscan imported. */
export function isOwnId(id: string): boolean {
  return id.startsWith(PREFIX);
}

/** A finding's Id. Contains no tag, digest or version, so that a decision survives a rebuild. */
export function findingId(vulnerabilityId: string, imageName?: string): string {
  const middle = imageName === undefined ? '' : `${imageName}/`;
  const id = `${PREFIX}${middle}${vulnerabilityId}`;
  if (utf8Length(id) <= LIMIT) return id;
  return `${cutText(id, LIMIT - 16)}${fingerprint(id)}`;
}
