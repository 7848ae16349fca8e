import { listNames, readNote } from './decision-note';
import { coveredNames } from './decision-scope';
import type { KnownFinding } from './detection';
import { SEVERITIES, type Severity } from './finding';
import type { MaterialChange } from './material-change';
import { standingDecision } from './signature';

/*
 * What the scanner says in the note of a finding that it reopened because its decision does not cover something. Cards read
 * it back to say it in the team's language.
 */

/** Separates the changes; image names have no spaces. */
const BETWEEN = '; ';

export function writeChanges(known: KnownFinding, changes: MaterialChange[]): string {
  return `${changes.map((change) => sentenceOf(known, change)).join(BETWEEN)}.`;
}

function sentenceOf(known: KnownFinding, change: MaterialChange): string {
  switch (change.cause) {
    case 'exploited':
      return `now known to be exploited (CISA KEV, ${change.since})`;
    case 'exposed':
      return `now exposed to the internet: ${listNames(change.images)}`;
    case 'severity':
      return `rated ${change.to}, was ${change.from}`;
    case 'image': {
      const exposed = change.isExposed ? ', exposed to the internet,' : ',';
      return `now also in ${listNames(change.images)}${exposed} which ${decisionFor(known)} does not cover`;
    }
    case 'fix':
      return `a fixed version is out (${change.fixes.join(', ')})`;
  }
}

function decisionFor(known: KnownFinding): string {
  const word = known.workflowStatus === 'RESOLVED' ? 'resolution' : 'suppression';
  const signature = standingDecision(known);
  const who =
    signature === undefined ? '' : ` of ${readNote(known.note?.text ?? '', signature).name}`;
  const { names, more } = coveredNames(known);
  return `the ${word}${who} for ${names.length === 0 ? 'other images' : listNames(names, more)}`;
}

/** A change as the note says it. Images and fixes are as they stand there. */
export type ToldChange =
  | { cause: 'exploited'; since: string }
  | { cause: 'exposed'; images: string }
  | { cause: 'severity'; from: Severity; to: Severity }
  | {
      cause: 'image';
      images: string;
      isExposed: boolean;
      decision: 'suppression' | 'resolution';
      covers: string;
    }
  | { cause: 'fix'; fixes: string };

/** Reads what `writeChanges` wrote; undefined for any other text, such as one that was cut. */
export function readChanges(text: string): ToldChange[] | undefined {
  if (!text.endsWith('.')) return undefined;
  const changes = text.slice(0, -1).split(BETWEEN).map(readChange);
  return changes.every((change) => change !== undefined) ? changes : undefined;
}

const IMAGE =
  /^now also in (.+?)(, exposed to the internet,|,) which the (suppression|resolution)(?: of .+)? for (.+) does not cover$/;

function readChange(text: string): ToldChange | undefined {
  const [, since] =
    /^now known to be exploited \(CISA KEV, (\d{4}-\d{2}-\d{2})\)$/.exec(text) ?? [];
  if (since !== undefined) return { cause: 'exploited', since };
  const [, exposed] = /^now exposed to the internet: (.+)$/.exec(text) ?? [];
  if (exposed !== undefined) return { cause: 'exposed', images: exposed };
  const [, fixes] = /^a fixed version is out \((.+)\)$/.exec(text) ?? [];
  if (fixes !== undefined) return { cause: 'fix', fixes };
  return readRating(text) ?? readImage(text);
}

function readRating(text: string): ToldChange | undefined {
  const [, now, before] = /^rated ([A-Z]+), was ([A-Z]+)$/.exec(text) ?? [];
  const to = SEVERITIES.find((each) => each === now);
  const from = SEVERITIES.find((each) => each === before);
  return to && from && { cause: 'severity', from, to };
}

function readImage(text: string): ToldChange | undefined {
  const [, images, exposed, word, covers] = IMAGE.exec(text) ?? [];
  if (images === undefined || covers === undefined) return undefined;
  const decision = word === 'resolution' ? 'resolution' : 'suppression';
  return { cause: 'image', images, isExposed: exposed !== ',', decision, covers };
}
