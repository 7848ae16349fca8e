import type { Finding } from '../../src/domain/finding';
import type { DecisionJob } from '../../src/domain/job';
import { newestStamp } from '../../src/domain/overview';
import { aLedgerContent } from '../domain/ledger-builders';
import { alertWorld, request, shownIn } from './alert-world';

/* Findings that Trivy's own ASFF template imported, which carry no stamp of a scan (issue 13). */

const TEMPLATE = 'registry.example/web:1.2 (debian 12.8)';

const PACKAGES = 12;

/** A finding as the template names it, in one of twelve packages. */
function foreign(number: number, more: Partial<Finding> = {}): Finding {
  const vulnerabilityId = `CVE-2024-${10_000 + number}`;
  const severity = number < 3 ? 'CRITICAL' : 'HIGH';
  return aLedgerContent({
    vulnerabilityId,
    severity,
    id: `${TEMPLATE}/${vulnerabilityId}`,
    packages: [{ name: `package-${number % PACKAGES}`, installedVersion: '1.0' }],
    ...more,
  });
}

async function imported(count: number, world = alertWorld()) {
  for (let number = 0; number < count; number += 1) await world.hear(foreign(number));
  await world.settle();
  return world;
}

const kindsOf = ({ channel }: ReturnType<typeof alertWorld>) =>
  channel.messages.map(({ message }) => message.kind);

test('103 new ones in twelve packages are one digest with twelve cards in its thread, and each is shown once', async () => {
  const world = await imported(103);

  const { messages } = world.channel;
  const inChannel = messages.filter(({ ref }) => ref.threadTs === undefined);
  expect(kindsOf(world).filter((kind) => kind === 'digest')).toHaveLength(1);
  expect(messages).toHaveLength(13);
  expect(inChannel).toHaveLength(1);
  const shown = messages.flatMap(({ message }) => shownIn(message));
  expect(new Set(shown).size).toBe(103);
  expect(shown).toHaveLength(103);
  expect(world.ledger.allFindings().map(({ finding }) => finding.workflowStatus)).toEqual(
    Array(103).fill('NOTIFIED'),
  );
});

test('the digest counts all of them, and is what Triage all asks about', async () => {
  const world = await imported(103);

  const digest = world.channel.messages.find(({ message }) => message.kind === 'digest')?.message;

  expect(digest).toMatchObject({ digest: { open: { CRITICAL: 3, HIGH: 100 }, total: 103 } });
});

test('several of one package are one card, after a moment in which others may come', async () => {
  const world = alertWorld();
  for (const number of [0, 12, 24]) await world.hear(foreign(number));
  const owed = world.ledger
    .allFindings()
    .map(({ work }) => Date.parse(work?.due.slice(0, 24) ?? ''));
  await world.settle();

  const { messages } = world.channel;
  expect(kindsOf(world)).toEqual(['cards']);
  expect(messages.flatMap(({ message }) => shownIn(message))).toHaveLength(3);
  for (const due of owed) expect(due).toBe(Date.parse('2026-11-24T10:00:20.000Z'));
});

test('a person may decide one of them, and a later import changes nothing about its page', async () => {
  const world = await imported(20);
  const finding = foreign(7);
  const item = world.itemOf(finding);
  const { request: asked, origin } = request(world.clock.at);
  const job: DecisionJob = { type: 'decide', key: finding, base: 0, request: asked, origin };

  await world.run(job);
  await world.settle();
  const posted = world.channel.messages.length;
  await world.hear(foreign(8, { updatedAt: '2026-11-25T03:00:00.000Z', title: 'another' }));
  await world.settle();

  expect(world.itemOf(finding).finding.workflowStatus).toBe('RESOLVED');
  expect(world.itemOf(finding).card).toBe(item.card);
  expect(world.channel.messages).toHaveLength(posted);
});

test('they are no scan: neither status nor Home takes them for the last one', async () => {
  const { ledger } = await imported(20);
  const rows = [];
  for await (const row of ledger.rows('open')) rows.push(row);

  expect(rows).toHaveLength(20);
  expect(newestStamp(rows)).toEqual([]);
});

test('those of our own scan do not wait', async () => {
  const world = alertWorld();
  await world.hear(aLedgerContent());

  expect(world.ledger.allFindings()[0]?.work?.due).toMatch(/^2026-11-24T10:00:00\.000Z/);
});
