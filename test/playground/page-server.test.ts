import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSlack } from '../../emulators/slack/server';
import type { PageAct, PageFinding, PageSettings } from '../../playground/page/protocol';
import { type AwsPart, createPageServer, type PageServer } from '../../playground/page-server';
import {
  CARD,
  clickOn,
  fakeApp,
  IDENTITY,
  post,
  start as startEmulator,
  stop,
} from '../emulators/slack/kit';

afterEach(stop);

/** The emulator with the page on its port. */
async function start({ aws = awsPart(), root }: { aws?: AwsPart; root?: string } = {}) {
  const shown: { page?: PageServer } = {};
  const kit = await startEmulator({
    serve: (request, response) => shown.page?.serve(request, response),
  });
  const page = createPageServer({ slack: kit.slack, aws, root });
  shown.page = page;
  kit.slack.onEvent(page.publish);
  return { ...kit, page };
}

const SETTINGS: PageSettings = {
  awsUrl: 'http://127.0.0.1:4566',
  language: 'ja',
  images: ['api'],
  scansAtStart: true,
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

function awsPart(): AwsPart & { acts: PageAct[] } {
  const acts: PageAct[] = [];
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
  it("gets Slack's part and AWS's part as one state", async () => {
    const { slack, client } = await start({ aws: awsPart() });
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

  it('gets the state first and then each event, of Slack and of AWS', async () => {
    const { slack, client, page } = await start();
    const stream = await fetch(`${slack.url}/page/events`);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    await post(client);
    page.publish({ type: 'finding', finding: FINDING });
    const events = await readEvents(stream, 3);
    expect(events.map(({ type }) => type)).toEqual(['state', 'message', 'finding']);
  });

  it('acts as a person: in Slack, on the faults, in AWS', async () => {
    const aws = awsPart();
    const { slack, client, app, page } = await start({ aws });
    const ts = await post(client, { blocks: CARD });
    expect(await (await act(slack.url, clickOn(ts))).json()).toEqual({ ok: true });
    expect(app.heard).toHaveLength(1);
    await act(slack.url, { do: 'set-faults', faults: { eventsDuplicated: true } });
    expect(page.state().faults.eventsDuplicated).toBe(true);
    const events: unknown[] = [];
    page.onEvent((event) => events.push(event));
    await act(slack.url, { do: 'set-faults', faults: { slackDown: true } });
    expect(events).toMatchObject([
      { type: 'faults', faults: { slackDown: true, slackSlow: false } },
    ]);
    expect(slack.faults).toMatchObject({ down: true, slow: false });
    await act(slack.url, { do: 'set-faults', faults: { slackDown: false } });
    expect(await (await act(slack.url, { do: 'rescan' })).json()).toEqual({ ok: true });
    expect(aws.acts.map(({ do: what }) => what)).toEqual([
      'set-faults',
      'set-faults',
      'set-faults',
      'rescan',
    ]);
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
    const { slack } = await start({ root: await folder() });
    const index = await fetch(slack.url);
    expect(index.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await index.text()).toBe('<h1>vulnscan</h1>');
    expect((await fetch(`${slack.url}/main.js`)).headers.get('content-type')).toContain(
      'javascript',
    );
  });

  it('are what a link to a message opens', async () => {
    const { slack } = await start({ root: await folder() });
    const page = await fetch(`${slack.url}/archives/C0SECURITY/p1795741320000100`);
    expect(await page.text()).toBe('<h1>vulnscan</h1>');
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
    const { slack } = await start({ root: await folder() });
    expect(await statusOf(slack.port, pathname)).toBe(404);
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
