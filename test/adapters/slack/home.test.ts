import { ALL } from '../../../src/adapters/slack/blocks/choices';
import { renderHome } from '../../../src/adapters/slack/blocks/home';
import { drawAnswer } from '../../../src/adapters/slack/blocks/query-answer';
import { createHomeTab } from '../../../src/adapters/slack/home';
import { MENU } from '../../../src/adapters/slack/ids';
import { createReplies } from '../../../src/adapters/slack/replies';
import { createWebClient } from '../../../src/adapters/slack/web-client';
import type { Overview } from '../../../src/domain/overview';
import { remedyId } from '../../../src/domain/remedy';
import { assertWithinLimits } from './breaches';
import {
  decided,
  english,
  IDENTITY,
  japanese,
  openHandler,
  REGISTRY,
  startChannel,
  stopAll,
} from './kit';
import { aBusyOverview, aLine, anOpenAnswer } from './lists';
import { answers, modals, overviews } from './states';

afterEach(stopAll);

test.each(overviews())('the home tab %s fits', (_name, overview) => {
  for (const context of [english, japanese]) {
    const view = renderHome(overview, context);
    assertWithinLimits(view);
    expect(JSON.stringify(view).length).toBeLessThan(250_000);
  }
});

test.each(overviews())('Slack accepts the home tab %s', async (_name, overview) => {
  const { slack } = await startChannel();
  const client = createWebClient(IDENTITY.token, `${slack.url}/api/`);

  await createHomeTab(client, english).publish('U0ANA', overview);

  expect(slack.state().homes).toMatchObject([{ user: 'U0ANA', view: { type: 'home' } }]);
});

/** Clicks on the Home tab as it is shown; returns the jobs. */
async function openHome(overview: Overview) {
  const handler = await openHandler();
  const client = createWebClient(IDENTITY.token, `${handler.slack.url}/api/`);
  await createHomeTab(client, english).publish('U0ANA', overview);
  const { blocks } = renderHome(overview, english);
  const click = async (actionId: string, action: Record<string, unknown>, row = '') => {
    const block = blocks.find((each) => {
      const text = JSON.stringify(each);
      return text.includes(`"${actionId}"`) && text.includes(row);
    });
    await handler.slack.act({
      do: 'block-action',
      user: 'U0ANA',
      container: { type: 'home' },
      blockId: block?.block_id ?? '',
      actionId,
      action,
    });
  };
  const press = (actionId: string) => click(actionId, { type: 'button' });
  const choose = (actionId: string, value: string) =>
    click(actionId, { type: 'static_select', selected_option: { value } });
  const pick = (row: string, value: string) =>
    click(MENU, { type: 'overflow', selected_option: { value } }, row);
  return { ...handler, press, choose, pick };
}

test('Scan now, Refresh, filters and pages of the home tab become jobs that keep what is shown', async () => {
  const shown = { page: 2, due: 'soon' as const };
  const upgrades = { total: 90, before: 25 };
  const { jobs, press, choose } = await openHome(aBusyOverview({ view: shown, upgrades }));

  await press('scan_now');
  await press('home_refresh');
  await press('home_next');
  await press('home_back');
  await choose('home_image', `${REGISTRY}/web`);
  await choose('home_due', 'overdue');
  await choose('home_due', ALL);

  const home = { type: 'home', userId: 'U0ANA' };
  expect(jobs).toMatchObject([
    { type: 'scan', images: [], origin: { home: shown } },
    { ...home, origin: { home: shown } },
    { ...home, origin: { home: { page: 3, due: 'soon' } } },
    { ...home, origin: { home: { page: 1, due: 'soon' } } },
    { ...home, origin: { home: { page: 1, due: 'soon', image: `${REGISTRY}/web` } } },
    { ...home, origin: { home: { page: 1, due: 'overdue' } } },
    { ...home, origin: { home: { page: 1 } } },
  ]);
  expect(jobs.at(-1)).not.toHaveProperty('origin.home.due');
});

test('the menu of an upgrade does what its card would do', async () => {
  const { jobs, pick } = await openHome(aBusyOverview());

  await pick('spring-beans', 'remedy_release');
  await pick('zlib', 'remedy_take');
  await pick('zlib', 'remedy_resolve');
  await pick('minimist', 'remedy_reopen');

  const ref = (name: string) => ({
    card: 'scan/0c9d3a52-8f3b/r1',
    remedy: remedyId(name),
    shown: 4,
  });
  expect(jobs).toMatchObject([
    { type: 'hold', take: false, ref: ref('debian 11|spring-beans') },
    { type: 'hold', take: true, ref: ref('debian 11|zlib') },
    {
      ...{
        type: 'decide-card',
        ref: ref('debian 11|zlib'),
        request: { decision: { kind: 'resolve' } },
      },
      origin: { home: { page: 1 } },
    },
    {
      ...{ type: 'decide-card', ref: ref('debian 11|minimist') },
      request: { decision: { kind: 'reopen' } },
    },
  ]);
});

test('Suppress in the menu opens the form for as many as the line says', async () => {
  const { slack, pick } = await openHome(aBusyOverview());

  await pick('zlib', 'remedy_suppress');

  expect(slack.state().views).toMatchObject([{ view: { title: { text: 'Suppress 2' } } }]);
});

test('Extend in the menu of a suppression opens the form, which extends the suppression of that day alone', async () => {
  const { slack, jobs, pick } = await openHome(aBusyOverview());

  await pick('minimist', 'remedy_extend');
  const [form] = slack.state().views;
  await slack.act({
    do: 'submit-view',
    user: 'U0ANA',
    id: form?.id ?? '',
    state: { why: { why: { type: 'static_select', selected_option: { value: 'not-reachable' } } } },
  });

  expect(form).toMatchObject({ view: { title: { text: 'Extend' }, submit: { text: 'Extend' } } });
  expect(JSON.stringify(form)).toContain('The suppression ends on 28 Nov 2026');
  expect(jobs).toMatchObject([
    {
      type: 'decide-card',
      count: 1,
      request: { decision: { kind: 'suppress', extends: '2026-11-28' } },
      origin: { home: { page: 1 } },
    },
  ]);
});

describe('a line', () => {
  const menuOf = (overview: Overview, name: string, context = english) => {
    const block = renderHome(overview, context).blocks.find((each) =>
      JSON.stringify(each).includes(name),
    );
    const options: { text: { text: string } }[] = Object(block).accessory?.options ?? [];
    return options.map(({ text }) => text.text);
  };
  const overview = aBusyOverview();

  test('offers to start an upgrade, or to release it where somebody works on it', () => {
    expect(menuOf(overview, 'zlib')).toEqual(["I'm on it", 'Resolve 2', 'Suppress 2…', 'Details']);
    expect(menuOf(overview, 'spring-beans')).toEqual([
      'Release',
      'Resolve',
      'Suppress…',
      'Details',
    ]);
    expect(menuOf(overview, 'zlib', japanese)[1]).toBe('2 件を対応済みにする');
  });

  test('without a fix offers no upgrade, and is in a section of its own', () => {
    const text = JSON.stringify(renderHome(overview, english).blocks);

    expect(menuOf(overview, 'libdb5.3')).toEqual(['Suppress…', 'Resolve', 'Details']);
    expect(text.indexOf('*No fix yet*')).toBeGreaterThan(text.indexOf('lodash'));
    expect(text.indexOf('libdb5.3')).toBeGreaterThan(text.indexOf('*No fix yet*'));
  });

  test('of a suppression says until when, who and why, and offers to extend it or to reopen it', () => {
    const text = JSON.stringify(renderHome(overview, english).blocks);

    expect(text).toMatch(
      /🔕 \*<https:[^|]*\|minimist>\* 1\.2\.5 · `web` · ends 28 Nov 2026 · Ana Silva: not reachable/,
    );
    expect(menuOf(overview, 'minimist')).toEqual(['Extend…', 'Reopen', 'Details']);
  });

  test('has no menu while its card is not posted', () => {
    const { ref: _, message: __, ...line } = aLine();
    const lines = { upgrades: [line], withoutFix: [] };

    expect(menuOf(aBusyOverview({ lines }), 'openssl')).toEqual([]);
  });

  test('of which the card has only a part says how many its menu decides', () => {
    const lines = { upgrades: [aLine(undefined, { open: 5, decides: 3 })], withoutFix: [] };

    expect(menuOf(aBusyOverview({ lines }), 'openssl')).toContain('Resolve 3');
  });
});

test('more upgrades than a page holds are on further pages', () => {
  const draw = (before: number, page: number) =>
    JSON.stringify(
      renderHome(aBusyOverview({ upgrades: { total: 60, before }, view: { page } }), english)
        .blocks,
    );

  expect(draw(0, 1)).toContain('Upgrades 1 to 25 of 60');
  expect(draw(0, 1)).toContain('Next 25');
  expect(draw(0, 1)).not.toContain('Previous');
  expect(draw(50, 3)).toContain('Upgrades 51 to 60 of 60');
  expect(draw(50, 3)).toContain('Previous 25');
  expect(draw(25, 2)).toContain('Next 10');
});

test('filters say how many findings each choice has, and which is chosen', () => {
  const view = { page: 1, image: `${REGISTRY}/web`, due: 'overdue' as const };
  const blocks = renderHome(aBusyOverview({ view }), english).blocks;
  const [image, due] = Object(blocks.find(({ type }) => type === 'actions')).elements;
  const words = (menu: { options: { text: { text: string } }[] }) =>
    menu.options.map(({ text }) => text.text);

  expect(words(image)).toEqual(['All images', 'api (2)', 'web (4)', 'worker (1)']);
  expect(image.initial_option.text.text).toBe('web (4)');
  expect(words(due)).toEqual([
    'Any due date',
    'Overdue (1)',
    'Due within 3 days (2)',
    'No fix yet (1)',
  ]);
  expect(due.initial_option.value).toBe('overdue');
});

test('an image that has nothing open any more stays chosen, with a count of 0', () => {
  const view = { page: 1, image: 'r.example/old' };
  const blocks = renderHome(aBusyOverview({ view }), english).blocks;
  const [image] = Object(blocks.find(({ type }) => type === 'actions')).elements;

  expect(image.initial_option).toMatchObject({ text: { text: 'r.example/old (0)' } });
});

test('the second line says that all is well, or what is not', () => {
  const second = (overview: Overview) =>
    JSON.stringify(renderHome(overview, english).blocks[1]).replaceAll(
      /<!date[^|]*\|([^>]*)>/g,
      '$1',
    );
  const failed = { image: `${REGISTRY}/web`, reason: 'failed' as const, error: 'x' };
  const lastScan = { at: '2026-11-24T03:02:00Z', attention: [failed] };

  expect(second(aBusyOverview())).toMatch(
    /✅ Last scan 24 Nov 2026.*, all 3 images · vulnerability DB 24 Nov 2026/,
  );
  expect(second(aBusyOverview({ lastScan }))).toContain('⚠️');
  expect(JSON.stringify(renderHome(aBusyOverview({ lastScan }), english))).not.toContain('✅');
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
  const listed = drawAnswer(anOpenAnswer(), english);
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

  expect(JSON.stringify(listed.blocks)).toContain('🟠 High');
  expect(JSON.stringify(affected.blocks)).toMatch(/🔴 \*Critical\*.*✅ \*Resolved\*/);
});

test('before the first scan the home tab says that nothing was scanned', () => {
  const headOf = (name: string) => {
    const overview = overviews().find(([known]) => known === name)?.[1];
    return overview && JSON.stringify(renderHome(overview, english).blocks[0]);
  };
  const status = {
    about: 'status',
    running: [],
    openBySeverity: {},
    open: 0,
    overdue: 0,
    upgrades: 0,
  } as const;
  const fresh = drawAnswer({ ...status, running: [], complete: true, troubles: [] }, english);

  expect(headOf('new')).toContain('Nothing has been scanned yet');
  expect(headOf('clean')).toContain('No open findings');
  expect(fresh.text).not.toContain(english.text.answer.nothingOpen);
});

test('the home tab says which findings it can know of, once something was scanned', () => {
  const shown = (name: string) => {
    const overview = overviews().find(([known]) => known === name)?.[1];
    return overview && JSON.stringify(renderHome(overview, english).blocks);
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
  const home = renderHome({ ...overview, troubles: [trouble] }, japanese);
  const status = {
    about: 'status',
    running: [],
    openBySeverity: {},
    open: 0,
    overdue: 0,
    upgrades: 0,
  } as const;
  const answer = { ...status, running: [], complete: true, troubles: [trouble] };

  expect(JSON.stringify(home.blocks)).toContain('⚠️ 判断を Security Hub に書き込めていません');
  expect(drawAnswer(answer, english).text).toContain(
    '⚠️ Decisions cannot be written to Security Hub',
  );
});
