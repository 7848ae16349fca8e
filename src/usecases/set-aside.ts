import type { Card } from '../domain/ledger';
import { entriesIn, type Message } from '../domain/message';
import { change, type Drawing, type PaintDeps } from './painting';

/** Leaves a card that Slack refuses in every form as it is until it would be drawn differently, and says so. */
export async function setAside(
  deps: PaintDeps,
  { card, message, hash }: Drawing,
  reason: string,
): Promise<void> {
  const { key, members } = card;
  const findings = idsIn(message);
  deps.log.error('Slack refuses a card in every form', { card: key, members, reason });
  const isSame = card.aside?.findings.join() === findings.join();
  if (!isSame) await reportOver(deps, card);
  if (findings.length > 0) await deps.reportAside(findings, reason, false);
  await change(deps, key, (present) => ({ ...present, aside: { hash, reason, findings } }));
}

/** The card was drawn after all, or there is nothing left to draw. */
export async function endAside(deps: PaintDeps, card: Card): Promise<void> {
  if (card.aside === undefined) return;
  await reportOver(deps, card);
  await change(deps, card.key, ({ aside: _, ...present }) => present);
}

async function reportOver(deps: PaintDeps, { aside }: Card): Promise<void> {
  if (aside === undefined || aside.findings.length === 0) return;
  await deps.reportAside(aside.findings, aside.reason, true);
}

function idsIn(message: Message): string[] {
  return entriesIn(message).map(({ finding }) => finding.vulnerabilityId);
}
