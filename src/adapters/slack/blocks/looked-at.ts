import { SEVERITIES, type Severity } from '../../../domain/finding';
import type { RenderContext } from './render-context';

/*
 * What an answer can know of: all findings of the configured severities are imported, and few others, so that "none" is
 * said of those and never of others. Plain text without untrusted parts.
 */

/** The severities that were looked at. */
export function lookedAt(context: RenderContext): string {
  const { answer } = context.text;
  if (isAll(context)) return answer.lookedAtAll;
  return answer.lookedAt(severityNames(context.severities, context));
}

/** The same of one vulnerability, which an image may have with another severity. */
export function mayBeOther(context: RenderContext): string {
  const { answer } = context.text;
  if (isAll(context)) return answer.lookedAtAll;
  return answer.maybeOther(severityNames(context.severities, context));
}

/** The severities that were asked for and are not imported, if any. */
export function notImported(asked: Severity[] | undefined, context: RenderContext): string[] {
  const missing = (asked ?? []).filter((severity) => !context.severities.includes(severity));
  if (missing.length === 0) return [];
  return [context.text.answer.notImported(severityNames(missing, context))];
}

export function severityNames(severities: Severity[], { text }: RenderContext): string {
  return text.listed(severities.map((severity) => text.severity[severity]));
}

function isAll({ severities }: RenderContext): boolean {
  return severities.length === SEVERITIES.length;
}
