import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openOnce } from '../../src/handlers/lazy-handler';
import { openSlack } from '../../src/handlers/open-slack';
import { aConfig } from '../adapters/slack/kit';

const NAME = '/vulnscan/bot-token';

let server: Server;
let stored: string;
/** Authorization of each call of Slack. */
let used: (string | undefined)[];
const before = { ...process.env };

/** SSM, which has one parameter, and Slack, which accepts one token. */
beforeEach(async () => {
  used = [];
  server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    if (request.headers['x-amz-target'] !== undefined) {
      response.end(JSON.stringify({ Parameters: [{ Name: NAME, Value: stored }] }));
      return;
    }
    used.push(request.headers.authorization);
    const ok = request.headers.authorization === 'Bearer xoxb-good';
    response.end(JSON.stringify(ok ? { ok } : { ok, error: 'invalid_auth' }));
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

  const { client } = await openSlack(aConfig(), () => undefined);
  await client.auth.test();

  expect(used).toEqual(['Bearer xoxb-good']);
});

test('a token that Slack refused is read again for the next event', async () => {
  stored = 'xoxb-old';
  const opened = openOnce((drop) => openSlack(aConfig(), drop));
  await expect((await opened()).client.auth.test()).rejects.toThrow('invalid_auth');

  stored = 'xoxb-good';
  await (await opened()).client.auth.test();

  expect(used).toEqual(['Bearer xoxb-old', 'Bearer xoxb-good']);
});
