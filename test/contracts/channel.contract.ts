import type { AlertEntry, Message, MessageRef } from '../../src/domain/message';
import type { Channel } from '../../src/ports/channel';
import { aDigest } from '../adapters/slack/digests';
import { anEntry, cardsOf, decided } from '../adapters/slack/kit';

export interface OpenedChannel {
  channel: Channel;
  /** A person deletes a message. */
  remove(ref: MessageRef): Promise<void>;
}

const LONG_AGO = new Date(Date.now() - 3_600_000);

export const DIGEST = aDigest();

export function entryOf(vulnerabilityId: string, base = 0): AlertEntry {
  return anEntry({ vulnerabilityId, id: `vulnscan/${vulnerabilityId}` }, { base });
}

export function alertOf(vulnerabilityId: string, base = 0): Message {
  return cardsOf(entryOf(vulnerabilityId, base));
}

function resolved(vulnerabilityId: string): Message {
  const change = { vulnerabilityId, id: `vulnscan/${vulnerabilityId}` };
  const entry = { ...entryOf(vulnerabilityId), finding: decided({ kind: 'resolve' }, change) };
  return cardsOf(entry);
}

/** Options of a post whose attempt is `token`. */
export function attempt(token: string) {
  return { key: `card-${token}`, token };
}

/** What the use cases rely on, of every implementation of `Channel`. */
export function describeChannel(name: string, open: () => Promise<OpenedChannel>): void {
  describe(`the channel of ${name}`, () => {
    let channel: OpenedChannel['channel'];
    let remove: OpenedChannel['remove'];
    beforeEach(async () => {
      ({ channel, remove } = await open());
    });

    test('the same message has the same fingerprint, and every difference in it another', () => {
      const prints = [
        channel.fingerprint(alertOf('CVE-2024-1')),
        channel.fingerprint(alertOf('CVE-2024-2')),
        channel.fingerprint(resolved('CVE-2024-1')),
        channel.fingerprint(alertOf('CVE-2024-1'), true),
      ];

      expect(channel.fingerprint(alertOf('CVE-2024-1'))).toBe(prints[0]);
      expect(new Set(prints).size).toBe(prints.length);
    });

    test('finds a posted message by its attempt, and by no other', async () => {
      await channel.post(alertOf('CVE-2024-1'), attempt('a1'));
      const ref = await channel.post(alertOf('CVE-2024-1'), attempt('a2'));

      expect(await channel.search('a2', LONG_AGO)).toEqual(ref);
      expect(await channel.search('a3', LONG_AGO)).toBeUndefined();
    });

    test('finds only messages since then', async () => {
      const ref = await channel.post(alertOf('CVE-2024-1'), attempt('a1'));
      const later = new Date(Number(ref.ts) * 1000 + 2_000);

      expect(await channel.search('a1', later)).toBeUndefined();
    });

    test('finds a reply in its thread, and a broadcast one in the channel too', async () => {
      const { ts } = await channel.post({ kind: 'digest', digest: DIGEST }, attempt('d'));
      const page = alertOf('CVE-2024-1');
      const quiet = await channel.post(page, { ...attempt('quiet'), threadTs: ts });
      const loud = await channel.post(page, {
        ...attempt('loud'),
        threadTs: ts,
        broadcast: true,
      });

      expect(await channel.search('quiet', LONG_AGO, ts)).toEqual({ ...quiet, threadTs: ts });
      expect(await channel.search('quiet', LONG_AGO)).toBeUndefined();
      expect(await channel.search('loud', LONG_AGO, ts)).toEqual(loud);
      expect(await channel.search('loud', LONG_AGO)).toEqual(loud);
    });

    test('finds neither a deleted message nor anything in a deleted thread', async () => {
      const ref = await channel.post({ kind: 'digest', digest: DIGEST }, attempt('d'));
      await remove(ref);

      expect(await channel.search('d', LONG_AGO)).toBeUndefined();
      expect(await channel.search('page', LONG_AGO, ref.ts)).toBeUndefined();
    });

    test('finds an updated message by the attempt of its post', async () => {
      const ref = await channel.post(alertOf('CVE-2024-1'), attempt('a1'));

      await channel.update(ref, resolved('CVE-2024-1'));
      await channel.update(ref, resolved('CVE-2024-1'), true);

      expect(await channel.search('a1', LONG_AGO)).toEqual(ref);
    });

    test('refuses to update a deleted message', async () => {
      const ref = await channel.post(alertOf('CVE-2024-1'), attempt('a1'));
      await remove(ref);

      await expect(channel.update(ref, resolved('CVE-2024-1'))).rejects.toMatchObject({
        name: 'Refused',
        code: 'message_gone',
      });
    });

    test('refuses to post in the thread of a deleted message', async () => {
      const { ts, channel: id } = await channel.post(
        { kind: 'digest', digest: DIGEST },
        attempt('d'),
      );
      await remove({ channel: id, ts });

      await expect(
        channel.post(alertOf('CVE-2024-1'), { ...attempt('a1'), threadTs: ts }),
      ).rejects.toMatchObject({ name: 'Refused', code: 'thread_gone' });
    });
  });
}
