import type { Urgency } from '../../../domain/urgency';

/** By when, and why then: `Due 30 Nov 2026: known to be exploited, exposed to the internet.` Dates are in UTC. */
export function dueSentence(urgency: Urgency): string {
  const reasons = reasonsOf(urgency).join(', ');
  const why = reasons === '' ? '' : `: ${reasons}`;
  const forensics = urgency.outcome === '3DF' ? ' Check for signs of compromise.' : '';
  return `Due ${whenOf(urgency)}${why}.${forensics}`;
}

function whenOf({ dueAt }: Urgency): string {
  if (dueAt === undefined) return 'at the next rebuild';
  const date = new Date(dueAt);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function reasonsOf({ exploitedSince, exposed }: Urgency): string[] {
  return [
    ...(exploitedSince === undefined ? [] : ['known to be exploited']),
    ...(exposed === 'yes' ? ['exposed to the internet'] : []),
    ...(exposed === 'unknown' ? ['exposure not known, treated as exposed'] : []),
  ];
}
