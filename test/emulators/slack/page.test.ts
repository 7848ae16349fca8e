import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AwsHalf, startSlack } from '../../../emulators/slack/server';
import type { Act, PageFinding, PageSettings } from '../../../playground/page/protocol';
import { CARD, clickOn, fakeApp, IDENTITY, post, start, stop } from './kit';

afterEach(stop);

const SETTINGS: PageSettings = {
  awsUrl: 'http://127.0.0.1:4566',
  language: 'ja',
  images: ['api'],
};
const FINDING: PageFinding = {
  id: 'vulnscan/CVE-2024-0001',
  title: 'openssl',
  severity: 'CRITICAL',
  workflowStatus: 'NEW',
  recordState: 'ACTIVE',
  images: ['api'],
  updatedAt: '2026-11-24T00:00:00Z',
  asff: {},
};

function awsHalf(): AwsHalf & { acts: Act[] } {
  const acts: Act[] = [];
  return {
    acts,
    state: () => ({ findings: [FINDING], queues: [], tasks: [], traffic: [], settings: SETTINGS }),
    act(act) {
      acts.push(act);
      return act.do === 'rescan' ? Promise.resolve({ ok: true }) : undefined;
    },
  };
}

function act(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/page/act`, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** A request under another name, as a page elsewhere would make it after rebinding its name. */
function statusUnder(host: string, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/page/state`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

describe('the page', () => {
  it("gets Slack's half and AWS's half as one state", async () => {
    const { slack, client } = await start({ aws: awsHalf() });
    const ts = await post(client, { blocks: CARD });
    const state = await (await fetch(`${slack.url}/page/state`)).json();
    expect(state).toMatchObject({
      workspace: { id: 'T0HOME' },
      channels: [{ id: 'C0SECURITY', name: 'security-alerts' }, { id: 'C0GENERAL' }],
      messages: [{ ts, text: 'a finding' }],
      findings: [FINDING],
      faults: { slackDown: false },
      settings: SETTINGS,
    });
    const users = state.users.map(({ name, kind }: { name: string; kind: string }) => [name, kind]);
    expect(users).toContainEqual(['Ana Silva', 'member']);
    expect(users.map(([, kind]: string[]) => kind).sort()).toEqual([
      'bot',
      'deactivated',
      'guest',
      'member',
      'member',
      'outsider',
    ]);
  });

  it('hears the state first and then each event, from either half', async () => {
    const { slack, client } = await start();
    const stream = await fetch(`${slack.url}/page/events`);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    await post(client);
    slack.publish({ type: 'finding', finding: FINDING });
    const events = await readEvents(stream, 3);
    expect(events.map(({ type }) => type)).toEqual(['state', 'message', 'finding']);
  });

  it('acts as a person: in Slack, on the faults, in AWS', async () => {
    const aws = awsHalf();
    const { slack, client, app } = await start({ aws });
    const ts = await post(client, { blocks: CARD });
    expect(await (await act(slack.url, clickOn(ts))).json()).toEqual({ ok: true });
    expect(app.heard).toHaveLength(1);
    await act(slack.url, { do: 'set-faults', faults: { eventsDuplicated: true } });
    expect(slack.faults.page.eventsDuplicated).toBe(true);
    expect(await (await act(slack.url, { do: 'rescan' })).json()).toEqual({ ok: true });
    expect(aws.acts.map(({ do: what }) => what)).toEqual(['set-faults', 'rescan']);
  });

  it('is told when there is no AWS to act in', async () => {
    const { slack } = await start();
    expect(await slack.act({ do: 'rescan' })).toEqual({
      ok: false,
      error: 'There is no AWS behind this page.',
    });
  });

  it.each([
    ['an unknown act', { do: 'explode' }],
    ['an act without its members', { do: 'slash-command', user: 'U0ANA' }],
    ['no act', 'rescan'],
  ])('is refused %s', async (_what, body) => {
    const { slack } = await start();
    expect((await act(slack.url, body)).status).toBe(400);
  });

  it('turns away other web sites and other names for this machine', async () => {
    const { slack, app } = await start();
    const elsewhere = { origin: 'https://evil.example' };
    expect((await act(slack.url, { do: 'open-home', user: 'U0ANA' }, elsewhere)).status).toBe(403);
    expect(await statusUnder('evil.example', slack.url)).toBe(403);
    expect(await statusUnder(`localhost:${slack.port}`, slack.url)).toBe(200);
    expect(app.heard).toEqual([]);
    const own = { origin: slack.url };
    expect((await act(slack.url, { do: 'open-home', user: 'U0ANA' }, own)).status).toBe(200);
  });

  it('answers 404 elsewhere under its path', async () => {
    const { slack } = await start();
    expect((await fetch(`${slack.url}/page/secrets`)).status).toBe(404);
    expect((await fetch(`${slack.url}/page/act`)).status).toBe(404);
  });
});

describe('its files', () => {
  async function folder(): Promise<string> {
    const parent = await mkdtemp(path.join(tmpdir(), 'page-'));
    const root = path.join(parent, 'built');
    await mkdir(root);
    await mkdir(path.join(parent, 'built-not'));
    await writeFile(path.join(root, 'index.html'), '<h1>vulnscan</h1>');
    await writeFile(path.join(root, 'main.js'), '1');
    await writeFile(path.join(parent, 'secret.txt'), 'secret');
    await writeFile(path.join(parent, 'built-not', 'x.txt'), 'secret');
    await symlink(path.join(parent, 'secret.txt'), path.join(root, 'link.txt'));
    return root;
  }

  it('are served with their types, index.html for the root', async () => {
    const { slack } = await start({ page: { root: await folder() } });
    const index = await fetch(slack.url);
    expect(index.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await index.text()).toBe('<h1>vulnscan</h1>');
    expect((await fetch(`${slack.url}/main.js`)).headers.get('content-type')).toContain(
      'javascript',
    );
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%2fbuilt-not/x.txt',
    '/link.txt',
    '/%00',
    '/%',
    '/none.js',
  ])('do not include %s', async (pathname) => {
    const { slack } = await start({ page: { root: await folder() } });
    expect(await statusOf(slack.port, pathname)).toBe(404);
  });

  it('leave room for extra routes', async () => {
    const routes = {
      '/favicon.ico': (_request: unknown, response: { end(text: string): unknown }) =>
        void response.end('icon'),
    };
    const { slack } = await start({ page: { root: await folder(), routes } });
    expect(await (await fetch(`${slack.url}/favicon.ico`)).text()).toBe('icon');
  });
});

/** Sends the path as it is; fetch would tidy it up first. */
function statusOf(port: number, pathname: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path: pathname }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

async function readEvents(stream: Response, count: number): Promise<{ type: string }[]> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n').slice(0, -1);
    if (events.length >= count)
      return events.map((event) => JSON.parse(event.slice('data: '.length)));
  }
  return [];
}

describe('starting and stopping', () => {
  it('says when the port is taken', async () => {
    const { slack } = await start();
    const second = startSlack({
      ...IDENTITY,
      port: slack.port,
      rates: false,
      deliver: fakeApp().deliver,
    });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('frees the port at once, open streams or not', async () => {
    const { slack } = await start();
    const stream = await fetch(`${slack.url}/page/events`);
    await slack.close();
    await expect(fetch(`${slack.url}/page/state`)).rejects.toThrow();
    await stream.body?.cancel().catch(() => undefined);
  });
});
