import type { Aws } from '../../../emulators/aws/server';
import type { RunningSlack } from '../../../emulators/slack/server';
import { isDecided, type WorkflowStatus } from '../../../src/domain/finding';
import { hashOf } from '../../../src/domain/hash';
import type { Card, LedgerFinding, Priority } from '../../../src/domain/ledger';
import type { LedgerTable } from '../../../src/ports/ledger';
import { type Button, buttonsIn, type Shown } from './shown';
import { standing, type Words } from './words';

export interface System {
  aws: Pick<Aws, 'hub' | 'sqs'>;
  slack: Pick<RunningSlack, 'workspace'>;
  ledger: LedgerTable;
  channel: string;
  /** Names of the queues whose records must not be left. */
  queues: { work: string[]; dead: string[] };
}

/** One finding in both places. */
export interface Both {
  id: string;
  productArn: string;
  hub: WorkflowStatus;
  item: LedgerFinding | undefined;
  card: Card | undefined;
  /** A record about it waited or was under way before it was read. */
  isBusy: boolean;
}

const PRIORITIES: Priority[] = [0, 1, 2];
const FAR = new Date('2999-01-01');
const MANY = 10_000;

export async function readAll(system: System): Promise<Both[]> {
  const { aws, ledger } = system;
  const records = recordsOf(system);
  const found = aws.hub.findings().map((finding) => ({
    id: String(finding['Id']),
    productArn: String(finding['ProductArn']),
    hub: statusOf(finding['Workflow']),
  }));
  const items = await ledger.findings(found.map(hashOf));
  const cards = await ledger.cards(items.map(({ card }) => card));
  const itemOf = new Map(items.map((item) => [item.hash, item]));
  const cardOf = new Map(cards.map((card) => [card.key, card]));
  return found.map((each) => {
    const item = itemOf.get(hashOf(each));
    const isBusy = isAbout(records, each.id);
    return { ...each, item, card: cardOf.get(item?.card ?? ''), isBusy };
  });
}

function recordsOf({ aws, queues }: System): string[] {
  return queues.work.flatMap((name) => (aws.sqs.queue(name)?.peek() ?? []).map(({ body }) => body));
}

/** A bulk decision is about every finding. */
function isAbout(records: string[], id: string): boolean {
  return records.some((body) => body.includes(`"${id}"`) || body.includes('-many"'));
}

function statusOf(workflow: unknown): WorkflowStatus {
  const status =
    typeof workflow === 'object' && workflow !== null && 'Status' in workflow
      ? workflow.Status
      : '';
  const known: WorkflowStatus[] = ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'];
  return known.find((each) => each === status) ?? 'NEW';
}

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
    if (cards.length > 0) left.push(`cards owe work: ${cards.slice(0, 3).join(', ')}`);
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
  for (const both of await readAll(system)) wrong.push(...wrongShown(system, both, words, shown));
  return wrong;
}

function wrongShown(system: System, both: Both, words: Words, shown: Shown): string[] {
  const { id, item, card } = both;
  if (item === undefined || card?.aside !== undefined) return [];
  const cards = [...(shown.cards.get(id) ?? [])];
  const wrong: string[] = [];
  if (cards.length > words.appearances(id)) wrong.push(`${id} was shown by ${cards.join(', ')}`);
  const isShown = (shown.messages.get(item.card)?.size ?? 0) > 0;
  const isReceipt = words.isNewAgain(id) || !words.said(id).includes('NOTIFIED');
  if (both.hub === 'NOTIFIED' && isReceipt && !isShown) wrong.push(`${id} was never shown`);
  return [...wrong, ...wrongDisplay(system, both)];
}

/** Whether the message of a finding, unless somebody deleted it, shows what the ledger says. */
export function wrongDisplay({ slack, channel }: System, { id, item, card }: Both): string[] {
  const message = slack.workspace.messages.find(channel, card?.ts ?? '');
  if (message === undefined || item === undefined || !card?.members.includes(item.hash)) return [];
  // What a scan does not find any more has no buttons.
  if (item.finding.recordState === 'ARCHIVED' || card.aside !== undefined) return [];
  const buttons = buttonsIn(message).filter((button) => button.id === id);
  if (buttons.some((button) => isOf(button, item))) return [];
  const said = buttons.map(({ action, base }) => `${action} ${base}`).join(', ');
  const { workflowStatus: status } = item.finding;
  return [`${id} is ${status} (${item.base}) and its message of ${item.card} has ${said}`];
}

const WORDS: Record<WorkflowStatus, RegExp> = {
  NEW: /./,
  NOTIFIED: /./,
  RESOLVED: /✅|resolved/i,
  SUPPRESSED: /🔕|suppressed/i,
};

/** True for a button that a finding in this state has. */
function isOf({ action, base, text }: Button, { finding, base: present }: LedgerFinding): boolean {
  const isReopening = action === 'finding_reopen';
  return (
    base === present &&
    isReopening === isDecided(finding) &&
    WORDS[finding.workflowStatus].test(text)
  );
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
