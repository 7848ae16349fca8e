import { CHANNEL, clientOf, errorOf, IDENTITY, post, start, stop, stoppedClock } from './kit';

afterEach(stop);

function call(url: string, method: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${url}/api/${method}`, {
    method: 'POST',
    ...init,
    headers: { authorization: `Bearer ${IDENTITY.token}`, ...init.headers },
  });
}

describe('the Web API over HTTP', () => {
  it('takes JSON bodies and query strings as well as forms', async () => {
    const { slack } = await start();
    const posted = await call(slack.url, 'chat.postMessage', {
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel: CHANNEL, text: 'héllo', blocks: [{ type: 'divider' }] }),
    });
    expect(await posted.json()).toMatchObject({ ok: true, message: { text: 'héllo' } });
    const read = await call(slack.url, `conversations.history?channel=${CHANNEL}&limit=1`, {
      method: 'GET',
    });
    expect(await read.json()).toMatchObject({ messages: [{ text: 'héllo' }] });
  });

  it('takes the token from the form too, and no other token', async () => {
    const { slack } = await start();
    const body = new URLSearchParams({ token: IDENTITY.token });
    const inForm = await fetch(`${slack.url}/api/auth.test`, { method: 'POST', body });
    expect(await inForm.json()).toMatchObject({ ok: true });
    const without = await fetch(`${slack.url}/api/auth.test`, { method: 'POST' });
    expect(await without.json()).toEqual({ ok: false, error: 'not_authed' });
    expect(await errorOf(clientOf(slack, 'xoxb-other').auth.test())).toBe('invalid_auth');
  });

  it('answers unknown methods and broken bodies without falling over', async () => {
    const { slack, client } = await start();
    expect(await errorOf(client.apiCall('chat.explode'))).toBe('unknown_method');
    expect(await errorOf(client.apiCall('constructor'))).toBe('unknown_method');
    const broken = await call(slack.url, 'chat.postMessage', {
      headers: { 'content-type': 'application/json' },
      body: '{"channel":',
    });
    expect(await broken.json()).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect((await call(slack.url, 'auth.test', { body: 'x'.repeat(4_000_001) })).status).toBe(413);
  });

  it('refuses what the app has no scope for', async () => {
    const { client } = await start({ scopes: ['chat:write', 'commands'] });
    await post(client);
    expect(await errorOf(client.users.info({ user: 'U0ANA' }))).toBe('missing_scope');
    expect(await client.auth.test()).toMatchObject({ ok: true });
  });

  it('takes the scope for the kind of channel, and says which scopes the token has', async () => {
    const scopes = ['channels:history', 'groups:read'];
    const { client, slack } = await start({ scopes });
    const [open] = slack.workspace.channels;
    const channel = open?.id ?? '';
    const info = () => client.conversations.info({ channel });
    const history = () => client.conversations.history({ channel });

    const { response_metadata } = await client.auth.test();
    expect(response_metadata?.scopes).toEqual(scopes);
    expect(await errorOf(info())).toBe('missing_scope');
    expect(await history()).toMatchObject({ ok: true });
    if (open !== undefined) open.isPrivate = true;
    expect(await info()).toMatchObject({ ok: true });
    expect(await errorOf(history())).toBe('missing_scope');
  });

  it('records each call and each request to the app', async () => {
    const hops: unknown[] = [];
    const { client, slack } = await start({ record: (hop) => hops.push(hop) });
    await post(client);
    await errorOf(client.users.info({ user: 'U0NOBODY' }));
    await slack.act({ do: 'open-home', user: 'U0ANA' });
    expect(hops).toMatchObject([
      { to: 'slack', what: 'chat.postMessage', outcome: 'ok' },
      { to: 'slack', what: 'users.info', outcome: 'user_not_found' },
      { to: 'app', what: 'app_home_opened', outcome: '200' },
    ]);
  });
});

describe('rates', () => {
  it('let a short burst into a channel, then one message a second', async () => {
    const clock = stoppedClock();
    const { client } = await start({ rates: true, clock: clock.now });
    for (let sent = 0; sent < 5; sent += 1) await post(client);
    await expect(post(client)).rejects.toMatchObject({ retryAfter: 1 });
    clock.move(1000);
    await post(client);
    await expect(post(client)).rejects.toMatchObject({ retryAfter: 1 });
  });

  it('count each channel by itself', async () => {
    const members = ['U0VULNSCAN'];
    const channels = [
      { id: CHANNEL, name: 'one', members },
      { id: 'C0OTHER', name: 'two', members },
    ];
    const { client } = await start({ rates: true, clock: stoppedClock().now, channels });
    for (let sent = 0; sent < 5; sent += 1) await post(client);
    await post(client, { channel: 'C0OTHER' });
    await expect(post(client)).rejects.toMatchObject({ retryAfter: 1 });
  });

  it('hold each method to its tier', async () => {
    const clock = stoppedClock();
    const { client } = await start({ rates: true, clock: clock.now });
    const groups = (): Promise<unknown> => client.usergroups.users.list({ usergroup: 'S0TRIAGE' });
    for (let call = 0; call < 20; call += 1) await groups();
    await expect(groups()).rejects.toMatchObject({ retryAfter: 3 });
    await client.users.info({ user: 'U0ANA' });
    clock.move(3000);
    await groups();
  });

  it('are off where nobody asks for them', async () => {
    const { client } = await start({ clock: stoppedClock().now });
    for (let sent = 0; sent < 20; sent += 1) await post(client);
  });
});

describe('faults', () => {
  it('do what was asked and cut the connection, so that the caller cannot know', async () => {
    const { client, slack } = await start();
    slack.faults.failNext('chat.postMessage', { dropReply: true });
    await expect(post(client)).rejects.toThrow();
    expect(slack.workspace.messages.all()).toHaveLength(1);
    await post(client);
    expect(slack.workspace.messages.all()).toHaveLength(2);
  });

  it('fail the given number of calls of one method', async () => {
    const { client, slack } = await start();
    slack.faults.failNext('chat.postMessage', { error: 'internal_error' }, 2);
    await client.auth.test();
    expect(await errorOf(post(client))).toBe('internal_error');
    expect(await errorOf(post(client))).toBe('internal_error');
    slack.faults.failNext('*', { status: 429, retryAfterSeconds: 7 });
    await expect(post(client)).rejects.toMatchObject({ retryAfter: 7 });
    slack.faults.failNext('*', { status: 500 });
    await expect(post(client)).rejects.toMatchObject({ statusCode: 500 });
    expect(slack.workspace.messages.all()).toEqual([]);
    slack.faults.failNext('*', { status: 500 });
    slack.faults.clear();
    await post(client);
  });

  it('delay a call', async () => {
    const { client, slack } = await start();
    slack.faults.failNext('auth.test', { delayMs: 60 });
    const before = performance.now();
    await client.auth.test();
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  });

  it('that are switched on hold until they are switched off', async () => {
    const { client, slack } = await start();
    slack.faults.down = true;
    await expect(client.auth.test()).rejects.toMatchObject({ statusCode: 503 });
    Object.assign(slack.faults, { down: false, slow: true });
    slack.faults.slowMillis = 60;
    const before = performance.now();
    await client.auth.test();
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  });
});
