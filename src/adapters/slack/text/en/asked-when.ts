import type { Cause } from '../../../../domain/material-change';

const CHANGED: Record<'exploited' | 'exposed' | 'severity', string> = {
  exploited: 'exploited',
  exposed: 'exposed to the internet',
  severity: 'rated higher',
};

/** `in any other image, or if it is exploited, exposed to the internet or rated higher, or once a fix is out`. */
export function askedWhen(causes: Cause[], subject = 'it is'): string {
  const changed = (['exploited', 'exposed', 'severity'] as const)
    .filter((cause) => causes.includes(cause))
    .map((cause) => CHANGED[cause]);
  const last = changed.at(-1);
  const list = changed.length > 1 ? `${changed.slice(0, -1).join(', ')} or ${last}` : last;
  return [
    ...(causes.includes('image') ? ['in any other image'] : []),
    ...(list === undefined ? [] : [`if ${subject} ${list}`]),
    ...(causes.includes('fix') ? ['once a fix is out'] : []),
  ].join(', or ');
}
