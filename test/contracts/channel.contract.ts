import { identityText } from '../../src/domain/alert';
import type { AlertEntry, Digest, MessageRef } from '../../src/domain/message';
import type { ScanReport } from '../../src/domain/scan';
import type { Channel } from '../../src/ports/channel';
import type { HealthMessages } from '../../src/ports/health';
import { anEntry, decided } from '../adapters/slack/kit';
import { DEFAULT_PRODUCT } from '../fakes/security-hub';

export interface OpenedChannel {
  channel: Channel & HealthMessages;
  /** A person deletes a message. */
  remove(ref: MessageRef): Promise<void>;
}

const LONG_AGO = new Date(Date.now() - 3_600_000);

export const DIGEST: Digest = {
  scanId: 'scan-7',
  total: 12,
  bySeverity: { HIGH: 12 },
  worst: [],
  images: [],
};

export function entryOf(vulnerabilityId: string, generation = 0): AlertEntry {
  return anEntry({ vulnerabilityId, id: `vulnscan/${vulnerabilityId}` }, { generation });
}

export function identityOf({ finding, generation }: AlertEntry) {
  return { id: finding.id, productArn: finding.productArn, generation };
}

function resolved(vulnerabilityId: string): AlertEntry {
  const change = { vulnerabilityId, id: `vulnscan/${vulnerabilityId}` };
  return { ...entryOf(vulnerabilityId), finding: decided({ kind: 'resolve' }, change) };
}

function report(taskArn: string, state: ScanReport['state'] = 'scanning'): ScanReport {
  return { images: ['api'], taskArn, state, startedAt: '2026-11-24T08:00:00Z' };
}

/** What the use cases rely on, of every implementation of `Channel` and `HealthMessages`. */
export function describeChannel(name: string, open: () => Promise<OpenedChannel>): void {
  describe(`the channel of ${name}`, () => {
    let channel: OpenedChannel['channel'];
    let remove: OpenedChannel['remove'];
    beforeEach(async () => {
      ({ channel, remove } = await open());
    });

    test('finds a posted message by the appearance it shows, and only by that', async () => {
      const entry = entryOf('CVE-2024-1');
      const ref = await channel.post({ kind: 'alert', entry });
      const identity = identityOf(entry);
      const others = [
        { ...identity, generation: 1 },
        { ...identity, productArn: DEFAULT_PRODUCT },
      ];

      const found = await channel.find([identity, ...others], LONG_AGO);

      expect([...found]).toEqual([[identityText(identity), { ref, state: 'open' }]]);
    });

    test('finds the findings of a thread in that thread, and a broadcast one in the channel too', async () => {
      const digest = await channel.post({ kind: 'digest', digest: DIGEST });
      const [quiet, loud] = [entryOf('CVE-2024-1'), entryOf('CVE-2024-2')];
      const options = { threadTs: digest.ts };
      const page = await channel.post({ kind: 'page', entries: [quiet] }, options);
      await channel.post({ kind: 'page', entries: [loud] }, { ...options, broadcast: true });
      const identities = [quiet, loud].map(identityOf);

      const inThread = await channel.find(identities, LONG_AGO, digest.ts);
      const inChannel = await channel.find(identities, LONG_AGO);

      expect(inThread.size).toBe(2);
      expect(inThread.get(identityText(identityOf(quiet)))?.ref).toEqual({ ...page, ...options });
      expect([...inChannel.keys()]).toEqual([identityText(identityOf(loud))]);
    });

    test('finds the digest of a scan, and all digests', async () => {
      const digest = await channel.post({ kind: 'digest', digest: DIGEST });

      expect(await channel.findDigest('scan-7', LONG_AGO)).toEqual(digest);
      expect(await channel.findDigest('scan-8', LONG_AGO)).toBeUndefined();
      expect(await channel.digestsSince(LONG_AGO)).toEqual([digest]);
    });

    test('reads what one message shows, and nothing of a deleted one', async () => {
      const entry = resolved('CVE-2024-1');
      const ref = await channel.post({ kind: 'alert', entry });

      const shown = await channel.look(ref, [identityOf(entry), identityOf(entryOf('CVE-2024-2'))]);

      const decision = entry.finding.note?.updatedBy;
      expect([...(shown ?? [])]).toEqual([
        [identityText(identityOf(entry)), { ref, state: 'decided', decision }],
      ]);
      await remove(ref);
      expect(await channel.look(ref, [identityOf(entry)])).toBeUndefined();
    });

    test('redraws the named findings and no others', async () => {
      const entries = ['CVE-2024-1', 'CVE-2024-2'].map((id) => entryOf(id));
      const ref = await channel.post({ kind: 'page', entries });

      await channel.rewriteEntries(ref, [resolved('CVE-2024-2'), resolved('CVE-2024-3')]);

      const identities = ['CVE-2024-1', 'CVE-2024-2', 'CVE-2024-3'].map((id) =>
        identityOf(entryOf(id)),
      );
      const shown = await channel.look(ref, identities);
      expect([...(shown ?? [])].map(([, { state }]) => state)).toEqual(['open', 'decided']);
    });

    test('replaces a whole message', async () => {
      const entry = entryOf('CVE-2024-1');
      const ref = await channel.post({ kind: 'alert', entry });

      await channel.rewrite(ref, { kind: 'alert', entry: resolved('CVE-2024-1') });

      const shown = await channel.look(ref, [identityOf(entry)]);
      expect([...(shown ?? [])][0]?.[1].state).toBe('decided');
    });

    test('cannot change a deleted message', async () => {
      const entry = entryOf('CVE-2024-1');
      const ref = await channel.post({ kind: 'alert', entry });
      await remove(ref);
      const gone = { name: 'Refused', code: 'message_gone' };

      await expect(channel.rewriteEntries(ref, [entry])).rejects.toMatchObject(gone);
      await expect(channel.rewrite(ref, { kind: 'alert', entry })).rejects.toMatchObject(gone);
    });

    test("finds the newest report of a scan's message", async () => {
      const ref = await channel.post({ kind: 'scan', scan: report('arn:task/1') });
      await channel.rewrite(ref, { kind: 'scan', scan: report('arn:task/1', 'done') });

      const found = await channel.findScan('arn:task/1', LONG_AGO);

      expect(found).toEqual({ ref, report: report('arn:task/1', 'done') });
      expect(await channel.findScan('arn:task/2', LONG_AGO)).toBeUndefined();
    });

    const health = (alarm: string, over = false) =>
      channel.post({
        kind: 'health',
        notice: {
          problem: { kind: 'alarm', name: alarm, description: '' },
          since: '2026-11-24T05:00:00Z',
          over,
        },
      });

    test('finds every message about a problem that is not over, newest first', async () => {
      await health('errors-slack');
      await health('errors-slack', true);
      const first = await health('errors-alerts');
      const again = await health('errors-alerts');

      expect(await channel.openHealth(LONG_AGO)).toEqual(
        [again, first].map((ref) => ({
          key: 'alarm/errors-alerts',
          ref,
          since: '2026-11-24T05:00:00Z',
          postedAt: expect.stringMatching(/^\d{4}-/),
        })),
      );
    });

    test('says how the newest scan ended, and which problems are not over', async () => {
      expect(await channel.healthSummary(LONG_AGO)).toEqual({ troubles: [] });
      await health('errors-slack');
      await health('errors-alerts');
      await health('errors-alerts', true);
      await channel.post({ kind: 'scan', scan: report('arn:good', 'done') });
      await channel.post({ kind: 'scan', scan: report('arn:bad', 'failed') });
      await channel.post({ kind: 'scan', scan: report('arn:running') });

      const { troubles, ended } = await channel.healthSummary(LONG_AGO);

      expect(troubles).toHaveLength(1);
      expect(ended).toMatchObject({ taskArn: 'arn:bad', state: 'failed' });
    });
  });
}
