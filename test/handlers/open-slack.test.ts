import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Unavailable } from '../../src/domain/errors';
import { openOnce } from '../../src/handlers/lazy-handler';
import { openSlack } from '../../src/handlers/open-slack';
import { aConfig } from '../adapters/slack/kit';

const NAME = '/vulnscan/bot-token';

let server: Server;
let stored: string;
/** Authorization of each call of Slack. */
let used: (string | undefined)[];
let isDown: boolean;
const address = 'https://example.slack.com/';
const message = { channel: 'C0SECURITY', ts: '1795741320.000100' };
const before = { ...process.env };

/** SSM, which has one parameter, and Slack, which accepts one token. */
beforeEach(async () => {
  used = [];
  isDown = false;
  server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    if (request.headers['x-amz-target'] !== undefined) {
      response.end(JSON.stringify({ Parameters: [{ Name: NAME, Value: stored }] }));
      return;
    }
    used.push(request.headers.authorization);
    if (isDown) {
      response.statusCode = 503;
      response.end('{}');
      return;
    }
    const ok = request.headers.authorization === 'Bearer xoxb-good';
    const answer = ok ? { ok, url: address } : { ok, error: 'invalid_auth' };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    SLACK_API_URL: `${url}/api/`,
    SLACK_BOT_TOKEN_PARAMETER: NAME,
  });
});
afterEach(() => {
  process.env = { ...before };
  server.closeAllConnections();
  server.close();
});

test('the token is used without the blanks around it', async () => {
  stored = ' xoxb-good\n';

  await openSlack(aConfig(), () => undefined);

  expect(used).toEqual(['Bearer xoxb-good']);
});

test('a token that Slack refused is read again for the next event', async () => {
  stored = 'xoxb-old';
  const opened = openOnce((drop) => openSlack(aConfig(), drop));
  await opened();

  stored = 'xoxb-good';
  await (await opened()).client.auth.test();

  expect(used).toEqual(['Bearer xoxb-old', 'Bearer xoxb-good', 'Bearer xoxb-good']);
});

test('a worker asks Slack once where the workspace is, and links to messages there', async () => {
  stored = 'xoxb-good';
  const opened = openOnce((drop) => openSlack(aConfig(), drop));

  await opened();
  const { context } = await opened();

  expect(context.messageUrl(message)).toBe(
    'https://example.slack.com/archives/C0SECURITY/p1795741320000100',
  );
  expect(context.messageUrl({ ...message, threadTs: '1795741000.000200' })).toBe(
    'https://example.slack.com/archives/C0SECURITY/p1795741320000100?thread_ts=1795741000.000200&cid=C0SECURITY',
  );
  expect(used).toHaveLength(1);
});

test('while Slack does not say where the workspace is, no link is drawn, and the next event asks again', async () => {
  stored = 'xoxb-good';
  isDown = true;
  const opened = openOnce((drop) => openSlack(aConfig(), drop));
  const { context } = await opened();
  expect(() => context.messageUrl(message)).toThrow(Unavailable);

  isDown = false;

  expect((await opened()).context.messageUrl(message)).toContain(address);
});
