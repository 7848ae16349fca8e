import type { Priority } from '../../../src/domain/ledger';
import { wrongButtons } from './buttons';
import { type Both, isAbout, readAll, recordsOf, type System } from './read-all';
import type { Shown } from './shown';
import { standing, type Words } from './words';

const PRIORITIES: Priority[] = [0, 1, 2];
const FAR = new Date('2999-01-01');
const MANY = 10_000;

/** Work that is left anywhere: in the queues, or in the ledger's index. */
export async function workLeft(system: System): Promise<string[]> {
  const { aws, ledger, channel, queues } = system;
  const left: string[] = [];
  for (const name of [...queues.work, ...queues.dead]) {
    const bodies = aws.sqs.queue(name)?.peek() ?? [];
    if (bodies.length > 0)
      left.push(`${bodies.length} in ${name}: ${bodies[0]?.body.slice(0, 300)}`);
  }
  for (const priority of PRIORITIES) {
    const findings = await ledger.dueFindings(priority, FAR, MANY);
    const cards = await ledger.dueCards(channel, priority, FAR, MANY);
    if (findings.length > 0) left.push(`${findings.length} findings owe work`);
    if (cards.length > 0) {
      const [first] = await ledger.cards(cards.slice(0, 1));
      left.push(`${cards.length} cards owe work: ${JSON.stringify(first)}`);
    }
  }
  return left;
}

/** The findings of which both places do not say what the last word was. */
export async function wrongStates(system: System, words: Words): Promise<string[]> {
  return (await readAll(system)).flatMap(({ id, hub, item, card }) => {
    const held = item?.finding.workflowStatus;
    const isAside = card?.aside !== undefined && hub === 'NEW' && held === 'NEW';
    if (isAside) return [];
    if (item === undefined || held !== hub || hub === 'NEW') {
      return [`${id} is ${hub} in Security Hub and ${held} in the ledger`];
    }
    const allowed = [...words.allowed(id)];
    if (allowed.includes(hub)) return [];
    return [`${id} is ${hub}, not ${allowed.join(' or ')}, after ${words.said(id).join(', ')}`];
  });
}

/** What is wrong with the messages, when everything has come to rest. */
export async function wrongMessages(system: System, words: Words, shown: Shown): Promise<string[]> {
  const wrong: string[] = [];
  for (const [card, messages] of shown.messages) {
    if (messages.size > 1) wrong.push(`${card} has ${messages.size} messages`);
  }
  for (const both of await readAll(system)) wrong.push(...wrongShown(both, words, shown));
  return [...wrong, ...(await wrongButtons(system))];
}

/** What is open was shown, and again only if somebody had it shown again. */
function wrongShown({ id, hub, item, card }: Both, words: Words, shown: Shown): string[] {
  if (item === undefined || card?.aside !== undefined) return [];
  const wrong: string[] = [];
  if (item.base > 0 && words.appearances(id) === 1) wrong.push(`${id} was shown again`);
  const isShown = (shown.messages.get(item.card)?.size ?? 0) > 0;
  const isReceipt = words.isNewAgain(id) || !words.said(id).includes('NOTIFIED');
  if (hub === 'NOTIFIED' && isReceipt && !isShown) wrong.push(`${id} was never shown`);
  return wrong;
}

/**
 * True when everything said about a finding was applied: both places agree on what was said last, the ledger owes
 * Security Hub nothing, and no record about the finding waits. What stands then is what earlier words have come to.
 */
export function isSettled(system: System, both: Both, words: Words): boolean {
  const { id, hub, item } = both;
  // A worker may have finished a record while the finding was read, so records are looked at before and after.
  const isBusy = both.isBusy || isAbout(recordsOf(system), id);
  if (isBusy || item === undefined || item.work !== undefined) return false;
  const held = item.finding.workflowStatus;
  if (standing(hub) !== standing(held) || !words.allowed(id).has(standing(held))) {
    return false;
  }
  words.settle(id, held);
  return true;
}
