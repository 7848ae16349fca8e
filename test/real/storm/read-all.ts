import type { Aws } from '../../../emulators/aws/server';
import type { RunningSlack } from '../../../emulators/slack/server';
import type { WorkflowStatus } from '../../../src/domain/finding';
import { hashOf } from '../../../src/domain/hash';
import type { Card, LedgerFinding } from '../../../src/domain/ledger';
import type { LedgerTable } from '../../../src/ports/ledger';

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

export function recordsOf({ aws, queues }: System): string[] {
  return queues.work.flatMap((name) => (aws.sqs.queue(name)?.peek() ?? []).map(({ body }) => body));
}

/** A bulk decision is about every finding. */
export function isAbout(records: string[], id: string): boolean {
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
