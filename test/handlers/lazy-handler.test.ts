import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWebClient } from '../../src/adapters/slack/web-client';
import { openOnce } from '../../src/handlers/lazy-handler';

test('a worker whose token Slack refuses reads it again for the next event, and then caches it', async () => {
  const stored = { token: 'xoxb-old' };
  const slack = createServer((request, response) => {
    const isNew = request.headers.authorization === 'Bearer xoxb-new';
    response.end(JSON.stringify(isNew ? { ok: true } : { ok: false, error: 'token_revoked' }));
  });
  await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve));
  const { port } = slack.address() as AddressInfo;
  const read: string[] = [];
  const opened = openOnce(async (drop) => {
    read.push(stored.token);
    return createWebClient(stored.token, `http://127.0.0.1:${port}/api/`, drop);
  });
  const ask = async () => (await opened()).users.info({ user: 'U0ANA' });
  try {
    await expect(ask()).rejects.toMatchObject({ data: { error: 'token_revoked' } });
    stored.token = 'xoxb-new';
    await ask();
    await ask();

    expect(read).toEqual(['xoxb-old', 'xoxb-new']);
  } finally {
    slack.closeAllConnections();
    slack.close();
  }
});

test('a failed initialisation is repeated for the next event', async () => {
  let tries = 0;
  const opened = openOnce(async () => {
    tries += 1;
    if (tries === 1) throw new Error('no such parameter');
    return tries;
  });

  await expect(opened()).rejects.toThrow('no such parameter');
  expect([await opened(), await opened()]).toEqual([2, 2]);
});
