import { createServer } from 'node:http';
import { renderHome } from '../../../src/adapters/slack/blocks/home';
import { drawAnswer } from '../../../src/adapters/slack/blocks/query-answer';
import { createHomeTab } from '../../../src/adapters/slack/home';
import { createReplies } from '../../../src/adapters/slack/replies';
import { createWebClient } from '../../../src/adapters/slack/web-client';
import { assertWithinLimits } from './breaches';
import {
  aFinding,
  decided,
  english,
  IDENTITY,
  japanese,
  openHandler,
  startChannel,
  stopAll,
} from './kit';
import { answers, modals, overviews } from './states';

afterEach(stopAll);

test.each(overviews())('the home tab %s fits, with and without its chart', (_name, overview) => {
  for (const context of [english, japanese]) {
    assertWithinLimits(renderHome(overview, context, true));
    assertWithinLimits(renderHome(overview, context, false));
  }
});

test.each(overviews())('Slack accepts the home tab %s', async (_name, overview) => {
  const { slack } = await startChannel();
  const client = createWebClient(IDENTITY.token, `${slack.url}/api/`);

  await createHomeTab(client, english).publish('U0ANA', overview);

  expect(slack.state().homes).toMatchObject([{ user: 'U0ANA', view: { type: 'home' } }]);
});

test('the tab is drawn in characters when Slack refuses the chart', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      bodies.push(text);
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(bodies.length === 1 ? { ok: false, error: 'invalid_blocks' } : { ok: true }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = createWebClient(IDENTITY.token, `http://127.0.0.1:${port}/api/`);
  const busy = overviews().find(([name]) => name === 'busy')?.[1];

  if (busy !== undefined) await createHomeTab(client, english).publish('U0ANA', busy);
  server.close();

  expect(bodies.map((body) => body.includes('data_visualization'))).toEqual([true, false]);
});

test('Scan now and Resolve on the home tab become jobs without a message', async () => {
  const handler = await openHandler();
  const client = createWebClient(IDENTITY.token, `${handler.slack.url}/api/`);
  const [, overview] = overviews()[0] ?? [];
  if (overview === undefined) throw new Error('no overview');
  await createHomeTab(client, english).publish('U0ANA', overview);
  const blocks = renderHome(overview, english, true).blocks;
  const press = async (actionId: string) => {
    const block = blocks.find((one) => JSON.stringify(one).includes(actionId));
    await handler.slack.act({
      do: 'block-action',
      user: 'U0ANA',
      container: { type: 'home' },
      blockId: block?.block_id ?? '',
      actionId,
      action: { type: 'button' },
    });
  };

  await press('scan_now');
  await press('home_refresh');
  await press('finding_resolve');

  expect(handler.jobs).toMatchObject([
    { type: 'scan', images: [] },
    { type: 'home', userId: 'U0ANA' },
    { type: 'decide', key: { id: expect.stringContaining('vulnscan/') }, base: 0 },
  ]);
});

test.each(answers())('the answer %s fits and is sent by the real client', async (_name, answer) => {
  const { slack } = await startChannel();
  const heard: string[] = [];
  slack.onEvent((event) => {
    if (event.type === 'message' && event.message.ephemeralTo === 'U0ANA')
      heard.push(event.message.text);
  });
  const client = createWebClient(IDENTITY.token, `${slack.url}/api/`);
  for (const context of [english, japanese]) {
    assertWithinLimits(drawAnswer(answer, context));
    await createReplies({ client, context, channel: 'C0SECURITY' }).tell(
      { userId: 'U0ANA' },
      { kind: 'answer', answer },
    );
  }

  expect(heard).toHaveLength(2);
  expect(heard[0]).not.toMatch(/[*`<>]|undefined/);
});

test('severity is shown as a word, too, in every list', () => {
  const finding = aFinding({ severity: 'HIGH' });
  const open = {
    about: 'open',
    at: '2026-11-24T10:00:00.000Z',
    overdueTotal: 0,
    total: 1,
    complete: true,
    page: 1,
    pages: 1,
    findings: [finding],
  } as const;
  const listed = drawAnswer({ ...open, findings: [finding] }, english);
  const affected = drawAnswer(
    {
      about: 'affected',
      at: '2026-11-24T10:00:00.000Z',
      vulnerabilityId: 'CVE-1',
      findings: [decided({ kind: 'resolve' })],
      complete: true,
    },
    english,
  );

  expect(JSON.stringify(listed.blocks)).toContain('🟠 *High* · `openssl`');
  expect(JSON.stringify(affected.blocks)).toContain('✅ *Resolved* · Critical · `openssl`');
});

test('before the first scan the home tab says that nothing was scanned', () => {
  const headOf = (name: string) => {
    const overview = overviews().find(([known]) => known === name)?.[1];
    return overview && JSON.stringify(renderHome(overview, english, true).blocks[0]);
  };
  const status = { about: 'status', running: [], openBySeverity: {}, open: 0, overdue: 0 } as const;
  const fresh = drawAnswer({ ...status, running: [], complete: true, troubles: [] }, english);

  expect(headOf('new')).toContain('Nothing has been scanned yet');
  expect(headOf('clean')).toContain('No open findings');
  expect(fresh.text).not.toContain(english.text.answer.nothingOpen);
});

test('the home tab says which findings it can know of, once something was scanned', () => {
  const shown = (name: string) => {
    const overview = overviews().find(([known]) => known === name)?.[1];
    return overview && JSON.stringify(renderHome(overview, english, true).blocks);
  };

  expect(shown('clean')).toContain('Looked at: findings of severity Critical, High.');
  expect(shown('new')).not.toContain('Looked at');
});

test('people who are not members see that the home tab is not for them, and nothing else', async () => {
  const { slack } = await startChannel();
  const client = createWebClient(IDENTITY.token, `${slack.url}/api/`);

  await createHomeTab(client, english).refuse('U0GUEST');

  const shown = JSON.stringify(slack.state().homes);
  expect(shown).toContain('For members only');
  expect(shown).not.toContain('button');
});

test.each(modals(english))('the form %s fits, and Slack accepts it', async (_name, view) => {
  assertWithinLimits(view);
  assertWithinLimits(modals(japanese).find(([name]) => name === _name)?.[1]);
  const { slack } = await startChannel();
  const client = createWebClient(IDENTITY.token, `${slack.url}/api/`);

  // A stale trigger is refused only after the view was found good.
  await expect(client.views.open({ trigger_id: '1.2.3', view })).rejects.toMatchObject({
    data: { error: expect.stringMatching(/trigger/) },
  });
});

test('problems that are not over are worded on the home tab and in the status', () => {
  const trouble = {
    problem: { kind: 'alarm', name: 'errors-projector', description: '' },
    since: '2026-11-24T05:00:00Z',
    over: false,
  } as const;
  const [, overview] = overviews().find(([name]) => name === 'clean') ?? [];
  if (overview === undefined) throw new Error('no overview');
  const home = renderHome({ ...overview, troubles: [trouble] }, japanese, true);
  const status = { about: 'status', running: [], openBySeverity: {}, open: 0, overdue: 0 } as const;
  const answer = { ...status, running: [], complete: true, troubles: [trouble] };

  expect(JSON.stringify(home.blocks)).toContain('⚠️ 判断を Security Hub に書き込めていません');
  expect(drawAnswer(answer, english).text).toContain(
    '⚠️ Decisions cannot be written to Security Hub',
  );
});

test('buttons of the home tab carry the appearance that is shown', () => {
  const [, overview] = overviews().find(([name]) => name === 'busy') ?? [];
  if (overview === undefined) throw new Error('no overview');
  const finding = aFinding();
  const expiring = [{ finding: decided({ kind: 'resolve' }), base: 9, until: '2026-11-28' }];
  const shown = { ...overview, next: [{ finding, base: 7 }], expiring };
  const text = JSON.stringify(renderHome(shown, english, true).blocks);

  expect(text.match(/,7,1,1,/g)).toHaveLength(2);
  expect(text.match(/,9,1,1,/g)).toHaveLength(1);
});
