import { Refused, Unavailable } from '../../src/domain/errors';
import type { Finding } from '../../src/domain/finding';
import type { Message, MessageRef } from '../../src/domain/message';
import { refreshDigest } from '../../src/usecases/refresh-digest';
import { aFinding, NOW, world } from './kit';

const DIGEST = { channel: 'C0', ts: '7.7' };
const over = { scanId: 'scan-1', at: NOW.toISOString() };
const scan = (id: string, newFindings: number) => ({ scan: { id, newFindings } });
const placed = (threadTs: string) => ({
  placement: { channel: 'C0', ts: '8.8', threadTs, generation: 0 },
});

function digesting(seed: Partial<Finding>[], found: MessageRef | undefined = DIGEST) {
  const all = world(seed.map((changes, index) => aFinding({ id: `${index}`, ...changes })));
  const drawn: [MessageRef, Message][] = [];
  const looked: [string, string][] = [];
  const channel: typeof all.deps.channel = {
    ...all.deps.channel,
    findDigest: async (scanId, since) => {
      looked.push([scanId, since.toISOString()]);
      return found;
    },
    rewrite: async (ref, message) => void drawn.push([ref, message]),
  };
  return { ...all, deps: { ...all.deps, channel }, drawn, looked };
}

test('a digest is drawn from the findings under it and those still to be posted', async () => {
  const { deps, drawn } = digesting([
    { ...placed('7.7'), ...scan('scan-2', 3), workflowStatus: 'RESOLVED', severity: 'CRITICAL' },
    { ...placed('7.7'), workflowStatus: 'NOTIFIED' },
    { ...scan('scan-1', 9), workflowStatus: 'NEW' },
    { ...scan('scan-1', 9), workflowStatus: 'SUPPRESSED', severity: 'LOW' },
    { ...scan('scan-2', 3), workflowStatus: 'NEW' },
    { workflowStatus: 'NEW' },
    { ...placed('6.6'), workflowStatus: 'NOTIFIED' },
    { ...placed('7.7'), recordState: 'ARCHIVED' },
  ]);

  await refreshDigest(deps, over);

  expect(drawn).toMatchObject([
    [
      DIGEST,
      {
        kind: 'digest',
        digest: {
          scanId: 'scan-1',
          total: 9,
          bySeverity: { CRITICAL: 1, HIGH: 2 },
          worst: { length: 3 },
        },
      },
    ],
  ]);
});

test('a digest without remaining findings is drawn empty', async () => {
  const { deps, drawn } = digesting([]);

  await refreshDigest(deps, over);

  expect(drawn).toMatchObject([[DIGEST, { digest: { total: 0, worst: [] } }]]);
});

test('a digest is searched for from twelve hours before the end of its scan', async () => {
  const { deps, looked } = digesting([]);

  await refreshDigest(deps, over);

  expect(looked).toEqual([['scan-1', '2026-11-23T22:00:00.000Z']]);
});

test('a scan without a digest gets none', async () => {
  const { deps, drawn } = digesting([]);
  const findDigest = async () => undefined;

  await refreshDigest({ ...deps, channel: { ...deps.channel, findDigest } }, over);

  expect(drawn).toEqual([]);
});

test('a digest that Slack refuses is logged, and retried if the refusal is temporary', async () => {
  const { deps, facts } = digesting([]);
  const failing = (error: Error) => ({
    ...deps,
    channel: { ...deps.channel, rewrite: () => Promise.reject(error) },
  });

  await refreshDigest(failing(new Refused('message_gone', 'no')), over);
  const later = refreshDigest(failing(new Unavailable('slack', 'no answer')), over);

  await expect(later).rejects.toThrow('no answer');
  expect(facts).toEqual([
    { message: 'the digest can not be drawn again', scan: 'scan-1', code: 'message_gone' },
  ]);
});
