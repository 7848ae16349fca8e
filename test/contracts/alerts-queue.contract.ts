import type { AlertsQueue } from '../../src/ports/queues';

export const sweptFinding = (number: number) => ({
  type: 'raise' as const,
  key: { id: `finding-${number}`, productArn: 'arn' },
  sweptAt: '2026-11-24T10:00:00.000Z',
});

/** What the sweep relies on, of every implementation of `AlertsQueue`. */
export function describeAlertsQueue(
  name: string,
  open: () => Promise<{ queue: AlertsQueue; pass(ms: number): Promise<void> }>,
): void {
  describe(`the alerts queue of ${name}`, () => {
    test('counts the waiting findings, however many are sent at once', async () => {
      const { queue } = await open();
      expect(await queue.waiting()).toBe(0);

      await queue.send(Array.from({ length: 12 }, (_, number) => sweptFinding(number)));

      expect(await queue.waiting()).toBe(12);
    });

    test('accepts the same finding once in five minutes', async () => {
      const { queue, pass } = await open();

      await queue.send([sweptFinding(1)]);
      await queue.send([sweptFinding(1)]);
      expect(await queue.waiting()).toBe(1);
      await pass(301_000);
      await queue.send([sweptFinding(1)]);

      expect(await queue.waiting()).toBe(2);
    });
  });
}
