import type { Assumptions } from '../../../domain/basis';
import { assumptionsOf } from '../../../domain/decision-scope';
import type { Finding } from '../../../domain/finding';
import type { Cause } from '../../../domain/material-change';
import { decisionOf } from '../../../domain/signature';
import { stateOf } from './decision';
import { type RenderContext, showTime } from './render-context';

/** What makes a decided finding be asked again, in mrkdwn; undefined if nothing does, or where that is not known. */
export function askedAgainLine(finding: Finding, context: RenderContext): string | undefined {
  if (finding.recordState !== 'ACTIVE') return undefined;
  const state = stateOf(finding);
  if (state === 'resolved') return opensAgain(finding, context);
  if (state !== 'suppressed') return undefined;
  const { place, until, assumptions } = decisionOf(finding) ?? {};
  const causes = causesLeft(assumptions ?? assumptionsOf(finding), context.reask);
  const asked = causes.filter((cause) => {
    if (cause === 'image') return place !== 'everywhere';
    return cause !== 'fix' || until?.kind !== 'fix';
  });
  return asked.length === 0 ? undefined : context.text.decision.askedAgain(asked);
}

function opensAgain(finding: Finding, context: RenderContext): string | undefined {
  const signature = decisionOf(finding);
  if (signature?.action !== 'resolve') return undefined;
  const at = Number(signature.at) * 1000 + context.reopenAfter;
  return context.text.decision.opensAgain(showTime(context, at), context.reask.includes('image'));
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
