import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { createSlackHandler, handler } from '../../src/handlers/slack';
import { aConfig, aLog, IDENTITY, systemClock } from '../adapters/slack/kit';
import { aRequest } from '../adapters/slack/requests';
import { runs } from '../runs';

/** What Slack answers when it is asked who somebody is. */
const ANA = JSON.stringify({ ok: true, user: { id: 'U0ANA', team_id: 'T0HOME' } });

const servers: Server[] = [];

/** A Slack that says that everybody is Ana. Resolves to its Web API's address. */
async function slackOf(answer: RequestListener = (_request, response) => response.end(ANA)) {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A handler that counts every call it makes. */
function countingHandler(slackApiUrl = 'http://127.0.0.1:9/api/') {
  const calls = { secrets: 0, queue: 0 };
  const log = aLog();
  const handle = createSlackHandler({
    config: aConfig(),
    secrets: async () => {
      calls.secrets += 1;
      return { botToken: 'xoxb-example', signingSecrets: [IDENTITY.signingSecret] };
    },
    queue: {
      send: async () => {
        calls.queue += 1;
      },
      sendAll: async () => {},
    },
    clock: systemClock,
    log,
    // Nobody listens there: a call to Slack would fail and be logged.
    slackApiUrl,
  });
  return { handle, calls, log };
}

function interaction(payload: unknown): string {
  return `payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

function suppressClick(number: number, user = 'U0ANA'): string {
  return interaction({
    type: 'block_actions',
    team: { id: 'T0HOME' },
    user: { id: user, team_id: 'T0HOME' },
    trigger_id: `1.2.${number}`,
    channel: { id: 'C0SECURITY' },
    message: { ts: '1764000000.000100' },
    actions: [{ action_id: 'finding_suppress', value: '["vulnscan/CVE-1","arn",0,1,1]' }],
  });
}

function errorsIn(log: ReturnType<typeof aLog>) {
  return log.lines.filter(({ level }) => level === 'error');
}

test('help is answered in the acknowledgement', async () => {
  const { handle, calls } = countingHandler(await slackOf());

  const answer = await handle(aRequest());

  expect(answer.statusCode).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({ response_type: 'ephemeral' });
  expect(answer.body).toContain('/vulnscan status');
  expect(calls.queue).toBe(0);
});

test('a base64 command with a charset and Japanese text is parsed', async () => {
  const { handle } = countingHandler(await slackOf());
  const body = `command=%2Fvulnscan&text=${encodeURIComponent('画像')}&team_id=T0HOME&user_id=U0ANA&trigger_id=1.2`;

  const answer = await handle(
    aRequest({
      body,
      base64: true,
      contentType: 'application/x-www-form-urlencoded; charset=utf-8',
    }),
  );

  expect(answer.statusCode).toBe(200);
  expect(answer.body).toContain('画像');
});

test('a form opens although Slack has closed the connections since the last click', async () => {
  const answered: string[] = [];
  const used = new WeakSet();
  const { handle, log } = countingHandler(
    await slackOf((request, response) => {
      if (used.has(request.socket)) return void request.socket.destroy();
      used.add(request.socket);
      answered.push(request.url ?? '');
      response.end(ANA);
    }),
  );

  await handle(aRequest({ body: suppressClick(1) }));
  // Only then is the connection free to be used again.
  await setTimeout(20);
  await handle(aRequest({ body: suppressClick(2, 'U0KEN') }));

  expect(answered.filter((url) => url === '/api/views.open')).toHaveLength(1);
  expect(answered.filter((url) => url === '/api/users.info')).toHaveLength(2);
  expect(errorsIn(log).map(({ facts }) => facts['code'])).toEqual(['user']);
});

test('a person is looked up once, whatever they do in the next minutes', async () => {
  const answered: string[] = [];
  const { handle } = countingHandler(
    await slackOf((request, response) => {
      answered.push(request.url ?? '');
      response.end(ANA);
    }),
  );

  for (const number of [1, 2, 3]) await handle(aRequest({ body: suppressClick(number) }));
  await handle(aRequest());

  expect(answered.filter((url) => url === '/api/users.info')).toHaveLength(1);
  expect(answered.filter((url) => url === '/api/views.open')).toHaveLength(3);
});

test.each<[string, string]>([
  ['a command', 'command=%2Fvulnscan&text=help&team_id=T0HOME&user_id=U0ANA&trigger_id=1.2'],
  ['a form', suppressClick(1)],
])('%s shows nothing when Slack does not say in time who the person is', async (what, body) => {
  const answered: string[] = [];
  const { handle, calls, log } = countingHandler(
    await slackOf((request, response) => {
      answered.push(request.url ?? '');
      if (request.url !== '/api/users.info') response.end('{"ok":true}');
    }),
  );
  const started = Date.now();

  const answer = await handle(aRequest({ body }));

  expect(Date.now() - started).toBeLessThan(2500);
  expect(answer.statusCode).toBe(200);
  if (what === 'a command') expect(answer.body).toContain('Slack did not say in time who you are');
  else expect(answered).toEqual(['/api/users.info', '/api/chat.postEphemeral']);
  expect(errorsIn(log)[0]?.facts).toMatchObject({ code: 'person' });
  expect(calls.queue).toBe(0);
});

test('a token that Slack refuses is read again for the next click, and then cached', async () => {
  const opened: string[] = [];
  const slackApiUrl = await slackOf((request, response) => {
    const { authorization = '' } = request.headers;
    if (request.url === '/api/views.open') opened.push(authorization);
    const isNew = authorization === 'Bearer xoxb-new';
    response.end(isNew ? ANA : JSON.stringify({ ok: false, error: 'token_revoked' }));
  });
  const stored = { botToken: 'xoxb-old', signingSecrets: [IDENTITY.signingSecret] };
  let read = 0;
  const handle = createSlackHandler({
    config: aConfig(),
    secrets: async () => {
      read += 1;
      return { ...stored };
    },
    queue: { send: async () => {}, sendAll: async () => {} },
    clock: systemClock,
    log: aLog(),
    slackApiUrl,
  });

  await handle(aRequest({ body: suppressClick(1) }));
  stored.botToken = 'xoxb-new';
  await handle(aRequest({ body: suppressClick(2) }));
  await handle(aRequest({ body: suppressClick(3) }));

  expect(opened).toEqual(['Bearer xoxb-new', 'Bearer xoxb-new']);
  expect(read).toBe(2);
});

test('a base64 event with raw UTF-8 is parsed', async () => {
  const { handle, calls } = countingHandler();
  const event = { type: 'app_home_opened', user: 'U0ANA', tab: 'home', note: '日本 é' };
  const body = JSON.stringify({
    type: 'event_callback',
    event_id: 'Ev1',
    team_id: 'T0HOME',
    api_app_id: 'A0VULNSCAN',
    event,
  });

  const answer = await handle(aRequest({ body, base64: true, contentType: 'application/json' }));

  expect(answer.statusCode).toBe(200);
  expect(calls.queue).toBe(1);
});

test('a command from another workspace is refused and no job is sent', async () => {
  const { handle, calls } = countingHandler();
  const body = 'command=%2Fvulnscan&text=&team_id=T0OTHER&user_id=U0ANA&trigger_id=1.2';

  const answer = await handle(aRequest({ body }));

  expect(answer.body).toContain('full members of this workspace only');
  expect(calls.queue).toBe(0);
});

test("Slack's handshake is answered when it is signed", async () => {
  const { handle } = countingHandler();
  const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });

  expect(
    JSON.parse((await handle(aRequest({ body, contentType: 'application/json' }))).body),
  ).toEqual({
    challenge: 'abc',
  });
  expect(
    (await handle(aRequest({ body, contentType: 'application/json', secret: 'guessed' })))
      .statusCode,
  ).toBe(401);
});

test.each([
  ['an unsigned ssl_check', aRequest({ body: 'ssl_check=1', secret: 'guessed' }), 401],
  ['an unsigned broken payload', aRequest({ body: 'payload=%7B', secret: 'guessed' }), 401],
  ['a signed broken payload', aRequest({ body: 'payload=%7Bbroken' }), 400],
  ['a signed empty body', aRequest({ body: '', contentType: 'application/json' }), 400],
  [
    'no headers at all',
    { requestContext: { http: { method: 'POST' } }, rawPath: '/', body: 'a' },
    415,
  ],
  ['nothing', undefined, 405],
])('%s is answered without an error', async (_name, event, status) => {
  const { handle, calls, log } = countingHandler();

  expect((await handle(event)).statusCode).toBe(status);
  expect(calls.queue).toBe(0);
  expect(errorsIn(log)).toEqual([]);
});

test('a forged request is logged in the words the alarm counts, and sends nothing', async () => {
  const { handle, calls, log } = countingHandler();

  expect((await handle(aRequest({ secret: 'guessed' }))).statusCode).toBe(401);
  expect(log.lines.map(({ message }) => message)).toEqual(['forged request refused']);
  expect(calls).toEqual({ secrets: 1, queue: 0 });
});

test('ten thousand random unsigned requests: none is accepted, throws or sends a job', async () => {
  const { handle, calls, log } = countingHandler();
  const requests = fc.sample(
    fc.record({
      body: fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json().map((text) => `payload=${text}`),
      ),
      contentType: fc.constantFrom(
        'application/json',
        'application/x-www-form-urlencoded',
        'text/plain',
      ),
      secret: fc.string({ minLength: 1 }),
      base64: fc.boolean(),
      timestamp: fc.integer({ min: 0, max: 2 ** 33 }),
    }),
    runs(5_000),
  );

  const statuses = new Set<number>();
  for (const request of requests) statuses.add((await handle(aRequest(request))).statusCode);

  expect([...statuses].sort()).toEqual([401, 415]);
  expect(calls).toEqual({ secrets: 1, queue: 0 });
  expect(errorsIn(log)).toEqual([]);
});

test('a thousand signed but senseless payloads are answered, never thrown', async () => {
  const { handle, log } = countingHandler();
  const types = [
    'block_actions',
    'view_submission',
    'shortcut',
    'event_callback',
    'message_action',
  ];
  const payload = fc.oneof(
    fc.object(),
    fc.record({
      type: fc.constantFrom(...types),
      user: fc.oneof(fc.constant({ id: 'U0ANA' }), fc.anything()),
      team: fc.oneof(fc.constant({ id: 'T0HOME' }), fc.anything()),
      actions: fc.oneof(
        fc.constant([{ action_id: 'finding_resolve', type: 'button', value: '[]' }]),
        fc.array(fc.object()),
      ),
      view: fc.oneof(fc.constant({ callback_id: 'suppress', type: 'modal' }), fc.object()),
    }),
  );

  for (const value of fc.sample(payload, 1000)) {
    const { statusCode } = await handle(aRequest({ body: interaction(value) }));
    expect([200, 400, 404, 500]).toContain(statusCode);
  }

  expect(log.lines.filter(({ message }) => message === 'slack handler failed')).toEqual([]);
});

test('a secret that cannot be read is read again for the next request', async () => {
  let tries = 0;
  const log = aLog();
  const handle = createSlackHandler({
    config: aConfig(),
    secrets: async () => {
      tries += 1;
      if (tries === 1) throw new Error('throttled');
      return { botToken: 'xoxb-example', signingSecrets: [IDENTITY.signingSecret] };
    },
    queue: { send: async () => {}, sendAll: async () => {} },
    clock: systemClock,
    log,
  });

  expect((await handle(aRequest())).statusCode).toBe(500);
  expect((await handle(aRequest())).statusCode).toBe(200);
  expect((await handle(aRequest())).statusCode).toBe(200);
  expect(tries).toBe(2);
});

test('the same click delivered twice is one request to the queue', async () => {
  const sent: string[] = [];
  const handle = createSlackHandler({
    config: aConfig(),
    secrets: async () => ({ botToken: 'x', signingSecrets: [IDENTITY.signingSecret] }),
    queue: {
      send: async (job) => {
        sent.push(job.origin.requestId);
      },
      sendAll: async () => {},
    },
    clock: systemClock,
    log: aLog(),
  });
  const click = (action_ts: string) =>
    interaction({
      type: 'block_actions',
      api_app_id: 'A0VULNSCAN',
      team: { id: 'T0HOME' },
      user: { id: 'U0ANA', username: 'ana', team_id: 'T0HOME' },
      channel: { id: 'C0SECURITY' },
      message: { ts: '1.2' },
      container: { type: 'message', message_ts: '1.2', channel_id: 'C0SECURITY' },
      trigger_id: '1.2.3',
      actions: [
        {
          type: 'button',
          action_id: 'finding_resolve',
          block_id: 'b',
          action_ts,
          value: '["vulnscan/CVE-2024-1","arn",0,1,1]',
        },
      ],
    });

  await handle(aRequest({ body: click('1795507200.1') }));
  await handle(aRequest({ body: click('1795507200.1') }));
  await handle(aRequest({ body: click('1795507200.2') }));

  expect(sent).toHaveLength(3);
  expect(sent[0]).toBe(sent[1]);
  expect(sent[2]).not.toBe(sent[0]);
});

test('the deployed handler takes two parameters at most, and returns 500 when it is not configured', async () => {
  const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);

  expect(handler.length).toBeLessThanOrEqual(2);
  expect(await handler(aRequest())).toEqual({ statusCode: 500, body: '' });
  expect(said.mock.calls.join()).toContain('DECIDE_QUEUE_URL');
  said.mockRestore();
});

test('a form of another version shows an error at its field, and decides nothing', async () => {
  const { handle, calls } = countingHandler();
  const view = {
    id: 'V1',
    type: 'modal',
    callback_id: 'ignore_forever',
    private_metadata: '',
    state: { values: {} },
  };
  const payload = {
    type: 'view_submission',
    api_app_id: 'A0VULNSCAN',
    team: { id: 'T0HOME' },
    user: { id: 'U0ANA', team_id: 'T0HOME' },
    view,
  };

  const answer = await handle(aRequest({ body: interaction(payload) }));

  expect(JSON.parse(answer.body)).toMatchObject({
    response_action: 'errors',
    errors: { reason: expect.stringContaining('another version') },
  });
  expect(calls.queue).toBe(0);
});
