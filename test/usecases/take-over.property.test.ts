import fc from 'fast-check';
import { isOpen } from '../../src/domain/absorb';
import { Unavailable } from '../../src/domain/errors';
import type { Finding } from '../../src/domain/finding';
import { hashOf } from '../../src/domain/hash';
import type { Card } from '../../src/domain/ledger';
import type { RemedyCard } from '../../src/domain/message';
import { remedyIdOf } from '../../src/domain/remedy-item';
import type { Decision } from '../../src/domain/workflow';
import { viewOf } from '../../src/usecases/draw-card';
import { paintDue } from '../../src/usecases/paint-due';
import { project } from '../../src/usecases/project';
import { aLedgerContent } from '../domain/ledger-builders';
import { alertWorld, request } from './alert-world';

/*
 * Any order of imports, clicks on cards as they are or once were, deletions and stops in the middle of the ledger's calls.
 */

const REMEDIES = ['openssl', 'zlib'];
const DECISIONS: Decision[] = [
  { kind: 'resolve' },
  { kind: 'suppress', until: { kind: 'ever' } },
  { kind: 'reopen' },
];

type Step =
  | { kind: 'found'; finding: number; remedy: number; scan: number; urgent: boolean }
  | { kind: 'changed'; finding: number; remedy: number }
  | { kind: 'back'; finding: number; scan: number }
  | { kind: 'click'; drawing: number; decision: number }
  | { kind: 'delete'; message: number }
  | { kind: 'stop'; calls: number }
  | { kind: 'project' }
  | { kind: 'paint' }
  | { kind: 'wait'; minutes: number };

const small = fc.nat({ max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('found' as const),
      finding: small,
      remedy: fc.nat({ max: 1 }),
      scan: fc.nat({ max: 2 }),
      urgent: fc.boolean(),
    }),
  },
  fc.record({ kind: fc.constant('changed' as const), finding: small, remedy: fc.nat({ max: 1 }) }),
  fc.record({ kind: fc.constant('back' as const), finding: small, scan: fc.nat({ max: 4 }) }),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('click' as const),
      drawing: fc.nat({ max: 40 }),
      decision: fc.nat({ max: 2 }),
    }),
  },
  fc.record({ kind: fc.constant('delete' as const), message: fc.nat({ max: 8 }) }),
  fc.record({ kind: fc.constant('stop' as const), calls: fc.nat({ max: 30 }) }),
  { weight: 4, arbitrary: fc.constant({ kind: 'project' as const }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'paint' as const }) },
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(1, 20) }),
);

/** What a message showed at some time. */
type Drawing = RemedyCard;

function createRun() {
  let left = Number.POSITIVE_INFINITY;
  const drawings: Drawing[] = [];
  const world = alertWorld({
    onCall: () => {
      left -= 1;
      if (left > 0) return;
      left = Number.POSITIVE_INFINITY;
      throw new Unavailable('stopped', 'The process stopped; try again.');
    },
  });
  const { deps, ledger, channel, clock } = world;
  const painting = {
    ...deps,
    channel,
    channelId: deps.channel,
    reportAside: async () => undefined,
  };

  const idOf = (finding: number) => `CVE-2026-${finding}`;
  const held = (finding: number) =>
    ledger.allFindings().find((item) => item.finding.vulnerabilityId === idOf(finding));

  function content(finding: number, remedy: number, scan: number, more: Partial<Finding>): Finding {
    const [name = ''] = REMEDIES.slice(remedy);
    const isUrgent = (scan + remedy) % 2 === 0;
    return aLedgerContent({
      vulnerabilityId: idOf(finding),
      remedies: [{ key: `debian 12|${name}`, name, rows: [] }],
      scan: {
        id: `s${scan}`,
        newFindings: 6,
        newCards: 2,
        page: { name: isUrgent ? 'u1' : `r${remedy + 1}`, size: 1 },
      },
      updatedAt: clock.now().toISOString(),
      ...more,
    });
  }

  const remedyIn = (finding: Finding) => REMEDIES.indexOf(finding.remedies?.[0]?.name ?? '');

  /** The loops and the queue try again what stopped. */
  async function attempt(run: () => Promise<unknown>): Promise<boolean> {
    try {
      await run();
      return true;
    } catch (error) {
      if (error instanceof Unavailable) return false;
      throw error;
    }
  }

  function look(): void {
    for (const { message, deletedAt } of channel.messages) {
      if (message.kind !== 'cards' || deletedAt <= clock.at) continue;
      drawings.push(...message.cards.filter((each) => each.continued === undefined));
    }
  }

  async function click({ drawing: index, decision: kind }: Extract<Step, { kind: 'click' }>) {
    const drawing = drawings.at(-1 - (index % Math.max(drawings.length, 1)));
    const [decision] = DECISIONS.slice(kind);
    if (drawing === undefined || decision === undefined) return;
    const asked = request(clock.at, decision);
    const job = { type: 'decide-card' as const, ref: drawing.ref, ...asked };
    while (!(await attempt(() => world.run(job)))) clock.at += 1_000;
    const isReopening = decision.kind === 'reopen';
    const shown = new Map(
      drawing.entries
        .filter(({ shownAgain }) => !shownAgain)
        .map(({ finding, base }) => [hashOf(finding), base]),
    );
    for (const item of ledger.allFindings()) {
      if (item.request !== asked.origin.requestId) continue;
      expect(isReopening).toBe(item.finding.workflowStatus === 'NOTIFIED');
      expect({ id: item.finding.id, base: shown.get(item.hash) }).toEqual({
        id: item.finding.id,
        base: item.base,
      });
    }
  }

  async function take(one: Step): Promise<void> {
    clock.at += 1_000;
    switch (one.kind) {
      case 'found':
        if (held(one.finding) !== undefined) return;
        await attempt(() =>
          world.hear(
            content(one.finding, one.remedy, one.scan, {
              severity: one.urgent ? 'CRITICAL' : 'HIGH',
            }),
          ),
        );
        return;
      case 'changed':
      case 'back': {
        const item = held(one.finding);
        if (item === undefined) return;
        const isBack = one.kind === 'back';
        const remedy = isBack ? remedyIn(item.finding) : one.remedy;
        const { workflowStatus: status, severity } = item.finding;
        if (isBack && status !== 'RESOLVED' && status !== 'SUPPRESSED') return;
        await attempt(() =>
          world.hear({
            ...content(one.finding, remedy, isBack ? one.scan : 3, {
              severity,
              workflowStatus: isBack ? 'NEW' : status,
              mark: { seq: item.seq, status },
            }),
            ...(!isBack && item.finding.scan && { scan: item.finding.scan }),
          }),
        );
        return;
      }
      case 'click':
        return click(one);
      case 'delete': {
        const message = channel.messages[one.message];
        if (message?.message.kind === 'cards') channel.remove(message.ref);
        return;
      }
      case 'stop':
        left = one.calls;
        return;
      case 'project':
        await attempt(() => project(deps, []));
        return;
      case 'paint':
        await attempt(() => paintDue(painting, []));
        return;
      case 'wait':
        clock.at += one.minutes * 60_000;
    }
  }

  /** Cards of one upgrade that have buttons, by what the ledger says now. */
  async function withButtons(): Promise<Map<string, string[]>> {
    const stopsAt = left;
    left = Number.POSITIVE_INFINITY;
    const found = new Map<string, string[]>();
    for (const card of ledger.allCards().filter(isShown)) {
      const { message } = await viewOf(ledger, card, clock.now());
      if (message?.kind !== 'cards') continue;
      for (const { ref, continued, entries } of message.cards) {
        const isLive = entries.some(({ shownAgain }) => !shownAgain);
        if (continued !== undefined || !isLive) continue;
        found.set(ref.remedy, [...(found.get(ref.remedy) ?? []), card.key]);
      }
    }
    left = stopsAt;
    return found;
  }

  const isShown = ({ content: { kind }, gone, ts }: Card) =>
    (kind === 'finding' || kind === 'page') && gone === undefined && ts !== undefined;

  async function check(): Promise<void> {
    look();
    for (const [remedy, keys] of await withButtons()) {
      expect({ remedy, keys: keys.slice(1) }).toEqual({ remedy, keys: [] });
    }
  }

  async function end(): Promise<void> {
    left = Number.POSITIVE_INFINITY;
    await world.settle();
    await check();
    const buttons = await withButtons();
    for (const item of ledger.allFindings()) {
      checkHistory(item.hash);
      if (!isOpen(item)) continue;
      const card = ledger.allCards().find(({ key }) => key === item.card);
      expect(card?.members).toContain(item.hash);
      expect(item.finding.workflowStatus).toBe('NOTIFIED');
      if (card?.gone) continue;
      expect(buttons.get(remedyIdOf(item))).toEqual([item.card]);
      const shown = channel.messages.find(({ ref }) => ref.ts === card?.ts)?.message;
      if (shown === undefined) throw new Error(`${item.card} is not posted`);
      const { message } = await viewOf(ledger, card as Card, clock.now());
      expect(channel.fingerprint(shown)).toBe(channel.fingerprint(message ?? shown));
    }
  }

  /** Nothing of ours comes between a decision and the next word of a person or of Security Hub. */
  function checkHistory(hash: string): void {
    const actions = ledger.audits(hash).map(({ action }) => action);
    for (const [index, action] of actions.entries()) {
      const before = actions[index - 1];
      if (action === 'shown') expect([undefined, 'adopted']).toContain(before);
    }
  }

  return { take, check, end, drawings };
}

test('an upgrade has one card with buttons, no finding is lost, and no click decides what it did not show', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const run = createRun();
      for (const one of steps) {
        await run.take(one);
        await run.check();
      }
      await run.end();
    }),
    { numRuns: Number(process.env['TAKE_OVER_RUNS'] ?? 60) },
  );
}, 300_000);
