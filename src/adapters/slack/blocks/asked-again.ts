import type { Assumptions } from '../../../domain/basis';
import { assumptionsOf } from '../../../domain/decision-scope';
import type { Finding } from '../../../domain/finding';
import type { Cause } from '../../../domain/material-change';
import { decisionOf } from '../../../domain/signature';
import { stateOf } from './decision';
import { type RenderContext, showTime } from './render-context';

/** What makes findings that were decided together be asked again, in mrkdwn; undefined if nothing does, or that is not known. */
export function askedAgainWords(findings: Finding[], context: RenderContext): string | undefined {
  const active = findings.filter(({ recordState }) => recordState === 'ACTIVE');
  const [first] = active;
  if (first === undefined) return undefined;
  const state = stateOf(first);
  if (state === 'resolved') return opensAgain(active, context);
  if (state !== 'suppressed') return undefined;
  const asked = context.reask.filter((cause) => active.some((each) => isAskedFor(cause, each)));
  return asked.length === 0 ? undefined : context.text.decision.askedAgain(asked, active.length);
}

function isAskedFor(cause: Cause, finding: Finding): boolean {
  const { place, until, assumptions } = decisionOf(finding) ?? {};
  if (!causesLeft(assumptions ?? assumptionsOf(finding), [cause]).includes(cause)) return false;
  if (cause === 'image') return place !== 'everywhere';
  return cause !== 'fix' || until?.kind !== 'fix';
}

function opensAgain(findings: Finding[], context: RenderContext): string | undefined {
  const times = findings.map((finding) => decisionOf(finding));
  const resolved = times.filter((signature) => signature?.action === 'resolve');
  if (resolved.length === 0) return undefined;
  const last = Math.max(...resolved.map((signature) => Number(signature?.at)));
  const at = last * 1000 + context.reopenAfter;
  const elsewhere = context.reask.includes('image');
  return context.text.decision.opensAgain(showTime(context, at), elsewhere, findings.length);
}

/** Of what is asked again, what is not so already. */
export function causesLeft(
  { severity, exploited, exposed, fixable }: Assumptions,
  reask: readonly Cause[],
): Cause[] {
  const isSo: Record<Cause, boolean | undefined> = {
    exploited,
    exposed,
    severity: severity === 'CRITICAL',
    image: false,
    fix: fixable,
  };
  return reask.filter((cause) => !isSo[cause]);
}
