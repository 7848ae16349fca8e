import { anEntry, decided, messageAt, startChannel, stopAll } from './kit';

afterEach(stopAll);

test('a message that already shows the newest state is not written again', async () => {
  const { slack, channel } = await startChannel();
  const entries = ['CVE-2024-1', 'CVE-2024-2'].map((id) => anEntry({ id: `vulnscan/${id}` }));
  const page = await channel.post({ kind: 'page', entries });
  const [entry = anEntry()] = entries;
  const alert = await channel.post({ kind: 'alert', entry });
  const updates: string[] = [];
  slack.onEvent((event) => void (event.type === 'message' && updates.push(event.message.ts)));

  await channel.rewriteEntries(page, entries);
  await channel.rewriteEntries(alert, [entry]);
  expect(updates).toEqual([]);

  const finding = decided({ kind: 'resolve' }, { id: entry.finding.id });
  await channel.rewriteEntries(page, [{ ...entry, finding }]);
  expect(updates).toEqual([page.ts]);
  expect(JSON.stringify(messageAt(slack, page.ts))).toContain('Resolved by');
});
