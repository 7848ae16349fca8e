import { setTimeout as sleep } from 'node:timers/promises';
import type { LambdaFunctionURLResult } from 'aws-lambda';
import type { SlackAct } from '../../../emulators/slack/acts';
import { listAt } from '../../../emulators/slack/json';
import {
  actions,
  button,
  CARD,
  clickOn,
  errorOf,
  type Kit,
  post,
  reasonModal,
  section,
  start,
  stop,
  stoppedClock,
} from './kit';

afterEach(stop);

/** Clicks the card and gives the trigger the app got for it. */
async function trigger(kit: Kit): Promise<string> {
  const ts = await post(kit.client, { blocks: CARD });
  await kit.slack.act(clickOn(ts));
  return String(kit.app.heard.at(-1)?.payload['trigger_id']);
}

/** Opens a modal for Ana, as a click on a card makes the app do, and gives its id. */
async function open(kit: Kit, change: Record<string, unknown> = {}): Promise<string> {
  const trigger_id = await trigger(kit);
  await kit.client.apiCall('views.open', { trigger_id, view: reasonModal(change) });
  return kit.slack.workspace.views.at(-1)?.id ?? '';
}

function reason(value: string | null): Record<string, Record<string, unknown>> {
  return { reason: { text: { type: 'plain_text_input', value } } };
}

function json(body: unknown): LambdaFunctionURLResult {
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
}

describe('opening a modal', () => {
  it('shows it to the one who clicked', async () => {
    const kit = await start();
    const id = await open(kit);
    expect(kit.events.at(-1)).toMatchObject({
      type: 'view',
      view: { id, user: 'U0ANA', errors: {} },
    });
    expect(kit.slack.state().views).toMatchObject([{ id, view: { callback_id: 'suppress' } }]);
  });

  it('uses its trigger up', async () => {
    const kit = await start();
    const trigger_id = await trigger(kit);
    const again = (): Promise<unknown> =>
      kit.client.apiCall('views.open', { trigger_id, view: reasonModal() });
    await again();
    expect(await errorOf(again())).toBe('exchanged_trigger_id');
  });

  it.each([
    [3000, 'no error'],
    [3001, 'expired_trigger_id'],
  ])('%d ms after the click ends in: %s', async (millis, error) => {
    const clock = stoppedClock();
    const kit = await start({ clock: clock.now });
    const trigger_id = await trigger(kit);
    clock.move(millis);
    const late = kit.client.apiCall('views.open', { trigger_id, view: reasonModal() });
    expect(await errorOf(late)).toContain(error);
  });

  it.each([
    ['invalid_trigger_id', {}],
    [
      'invalid_arguments',
      { view: reasonModal({ title: { type: 'plain_text', text: 'x'.repeat(25) } }) },
    ],
    ['invalid_arguments', { view: { type: 'home', blocks: [] } }],
    ['invalid_arguments', { view: undefined }],
    ['view_too_large', { view: reasonModal({ private_metadata: 'x'.repeat(250_000) }) }],
  ])('is refused with %s', async (error, change) => {
    const { client } = await start();
    const call = client.apiCall('views.open', {
      trigger_id: '1.2.abc',
      view: reasonModal(),
      ...change,
    });
    expect(await errorOf(call)).toBe(error);
  });
});

describe('pushing a modal', () => {
  /** Clicks the button in the topmost modal and gives the trigger the app got for it. */
  async function triggerInside(kit: Kit): Promise<string> {
    const id = kit.slack.workspace.views.at(-1)?.id ?? '';
    await kit.slack.act({
      do: 'block-action',
      user: 'U0ANA',
      container: { type: 'view', id },
      blockId: 'decide',
      actionId: 'suppress',
      action: {},
    });
    return String(kit.app.heard.at(-1)?.payload['trigger_id']);
  }
  const inner = (change: Record<string, unknown> = {}) =>
    reasonModal({ blocks: [actions('decide', button('suppress'))], ...change });
  const push = (kit: Kit, trigger_id: string, view = inner()): Promise<unknown> =>
    kit.client.apiCall('views.push', { trigger_id, view });

  it('puts it on top of the one that was clicked, three deep at most', async () => {
    const kit = await start();
    const id = await open(kit, { blocks: [actions('decide', button('suppress'))] });
    await push(kit, await triggerInside(kit));
    expect(kit.slack.workspace.views).toMatchObject([{ id }, { rootId: id, previousId: id }]);
    await push(kit, await triggerInside(kit));
    expect(await errorOf(push(kit, await triggerInside(kit)))).toBe('push_limit_reached');
    expect(kit.slack.workspace.views).toHaveLength(3);
  });

  it('takes only a trigger of an open modal, once', async () => {
    const kit = await start();
    await open(kit, { blocks: [actions('decide', button('suppress'))] });
    expect(await errorOf(push(kit, await trigger(kit)))).toBe('not_found');
    expect(await errorOf(push(kit, 'x'))).toBe('invalid_trigger_id');
    const inside = await triggerInside(kit);
    await push(kit, inside);
    expect(await errorOf(push(kit, inside))).toBe('exchanged_trigger_id');
    expect(await errorOf(push(kit, inside, { type: 'modal' }))).toBe('invalid_arguments');
  });

  it('shows the one below again when it is submitted, with what was changed meanwhile', async () => {
    const kit = await start();
    const view_id = await open(kit, { blocks: [actions('decide', button('suppress'))] });
    await push(kit, await triggerInside(kit), reasonModal());
    await kit.client.apiCall('views.update', { view_id, view: inner({ callback_id: 'later' }) });
    const top = kit.slack.workspace.views.at(-1)?.id ?? '';
    expect(top).not.toBe(view_id);
    await kit.slack.act({ do: 'submit-view', user: 'U0ANA', id: top, state: reason('x') });
    expect(kit.app.heard.at(-1)?.payload['view']).toMatchObject({ previous_view_id: view_id });
    expect(kit.slack.state().views).toMatchObject([
      { id: view_id, view: { callback_id: 'later' } },
    ]);
  });
});

describe('changing a modal', () => {
  it('with the hash it has now works once', async () => {
    const kit = await start();
    const view_id = await open(kit);
    const hash = kit.slack.workspace.views[0]?.hash;
    const update = (): Promise<unknown> =>
      kit.client.apiCall('views.update', {
        view_id,
        hash,
        view: reasonModal({ callback_id: 'second' }),
      });
    await update();
    expect(kit.slack.state().views).toMatchObject([
      { id: view_id, view: { callback_id: 'second' } },
    ]);
    expect(await errorOf(update())).toBe('hash_conflict');
  });

  it('finds it by its external id, which no other may have', async () => {
    const kit = await start();
    const external_id = 'finding-1';
    await open(kit, { external_id });
    await kit.client.apiCall('views.update', {
      external_id,
      view: reasonModal({ external_id, callback_id: 'x' }),
    });
    expect(kit.slack.state().views).toMatchObject([{ view: { callback_id: 'x' } }]);
    const twin = kit.client.apiCall('views.open', {
      trigger_id: await trigger(kit),
      view: reasonModal({ external_id }),
    });
    expect(await errorOf(twin)).toBe('duplicate_external_id');
    expect(
      await errorOf(kit.client.apiCall('views.update', { view_id: 'V1', view: reasonModal() })),
    ).toBe('not_found');
  });

  it('publishes a home tab, and refuses a stale hash', async () => {
    const { client, events } = await start();
    const publish = (args: Record<string, unknown>): Promise<unknown> =>
      client.apiCall('views.publish', {
        user_id: 'U0ANA',
        view: { type: 'home', blocks: [section('x')] },
        ...args,
      });
    await publish({});
    expect(events).toMatchObject([
      { type: 'home', home: { user: 'U0ANA', view: { type: 'home' } } },
    ]);
    expect(await errorOf(publish({ hash: 'stale' }))).toBe('hash_conflict');
    expect(await errorOf(publish({ user_id: 'U0NOBODY' }))).toBe('user_not_found');
    expect(await errorOf(publish({ view: reasonModal() }))).toBe('invalid_arguments');
  });
});

describe('submitting a modal', () => {
  it('carries the inputs and closes on an empty answer', async () => {
    const kit = await start();
    const id = await open(kit);
    expect(
      await kit.slack.act({ do: 'submit-view', user: 'U0ANA', id, state: reason('no fix') }),
    ).toEqual({ ok: true });
    expect(kit.app.heard.at(-1)?.payload).toMatchObject({
      type: 'view_submission',
      user: { id: 'U0ANA' },
      view: {
        id,
        private_metadata: '{"finding":"CVE-2024-0001"}',
        state: { values: reason('no fix') },
        root_view_id: id,
      },
      response_urls: [],
    });
    expect(kit.app.heard.at(-1)?.payload).not.toHaveProperty('channel');
    expect(kit.events.at(-1)).toEqual({ type: 'view-closed', id });
  });

  it.each([
    ['nothing', reason(null), {}],
    ['an empty text', reason(''), {}],
    ['no state at all', {}, {}],
    ['too short a text', reason('ab'), { min_length: 3 }],
    ['too long a text', reason('abcd'), { max_length: 3 }],
  ])(
    'with %s in a required input is stopped before the app hears of it',
    async (_what, state, element) => {
      const kit = await start();
      const blocks = [
        {
          type: 'input',
          block_id: 'reason',
          label: { type: 'plain_text', text: 'Reason' },
          element: { type: 'plain_text_input', action_id: 'text', ...element },
        },
      ];
      const id = await open(kit, { blocks });
      const heard = kit.app.heard.length;
      expect(await kit.slack.act({ do: 'submit-view', user: 'U0ANA', id, state })).toMatchObject({
        ok: false,
      });
      expect(kit.app.heard).toHaveLength(heard);
      expect(kit.events.at(-1)).toMatchObject({
        type: 'view',
        view: { errors: { reason: expect.any(String) } },
      });
    },
  );

  it('may leave an optional input empty', async () => {
    const kit = await start();
    const blocks = [
      {
        type: 'input',
        optional: true,
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Reason' },
        element: { type: 'plain_text_input', action_id: 'text' },
      },
    ];
    const id = await open(kit, { blocks });
    expect(await kit.slack.act({ do: 'submit-view', user: 'U0ANA', id, state: {} })).toEqual({
      ok: true,
    });
  });

  it('shows the errors the app answers, until the next content', async () => {
    const kit = await start();
    const id = await open(kit);
    kit.app.answer = () => json({ response_action: 'errors', errors: { reason: 'Say more.' } });
    expect(
      await kit.slack.act({ do: 'submit-view', user: 'U0ANA', id, state: reason('x') }),
    ).toEqual({ ok: true });
    expect(kit.slack.state().views).toMatchObject([{ id, errors: { reason: 'Say more.' } }]);
    await kit.client.apiCall('views.update', { view_id: id, view: reasonModal() });
    expect(kit.slack.state().views).toMatchObject([{ id, errors: {} }]);
  });

  it('follows update, push and clear', async () => {
    const kit = await start();
    const id = await open(kit);
    const submit = async (answer: unknown): Promise<unknown[]> => {
      kit.app.answer = () => json(answer);
      const top = kit.slack.workspace.views.at(-1)?.id ?? '';
      expect(
        await kit.slack.act({ do: 'submit-view', user: 'U0ANA', id: top, state: reason('x') }),
      ).toEqual({ ok: true });
      return kit.slack.state().views;
    };
    expect(
      await submit({ response_action: 'update', view: reasonModal({ callback_id: 'two' }) }),
    ).toMatchObject([{ id, view: { callback_id: 'two' } }]);
    expect(
      await submit({ response_action: 'push', view: reasonModal({ callback_id: 'three' }) }),
    ).toMatchObject([{ id }, { view: { callback_id: 'three' } }]);
    expect(await submit({ response_action: 'clear' })).toEqual([]);
  });

  it.each<[string, LambdaFunctionURLResult]>([
    ['an error status', { statusCode: 500, body: '' }],
    ['a body that says nothing', { statusCode: 200, body: 'ok' }],
    ['an unknown response_action', json({ response_action: 'explode' })],
    [
      'errors for a block that is no input',
      json({ response_action: 'errors', errors: { nowhere: 'x' } }),
    ],
    ['no errors among the errors', json({ response_action: 'errors', errors: {} })],
    ['a view Slack refuses', json({ response_action: 'update', view: { type: 'modal' } })],
  ])('keeps the modal open and says so after %s', async (_what, answer) => {
    const kit = await start();
    const id = await open(kit);
    kit.app.answer = () => answer;
    expect(
      await kit.slack.act({ do: 'submit-view', user: 'U0ANA', id, state: reason('x') }),
    ).toEqual({
      ok: false,
      error: 'We had some trouble connecting. Try again?',
    });
    expect(kit.slack.state().views).toMatchObject([{ id }]);
  });

  it('with an option that is not offered never reaches the app', async () => {
    const kit = await start();
    const option = { value: '30', text: { type: 'plain_text', text: '30 days' } };
    const element = { type: 'static_select', action_id: 'days', options: [option] };
    const label = { type: 'plain_text', text: 'Until' };
    const id = await open(kit, { blocks: [{ type: 'input', block_id: 'until', label, element }] });
    const submit = (value: string) =>
      kit.slack.act({
        do: 'submit-view',
        user: 'U0ANA',
        id,
        state: { until: { days: { selected_option: { value } } } },
      });
    expect(await submit('forever')).toMatchObject({ ok: false });
    expect(kit.app.heard).toHaveLength(1);
    expect(await submit('30')).toEqual({ ok: true });
    expect(kit.app.heard.at(-1)?.payload['view']).toMatchObject({
      state: { values: { until: { days: { type: 'static_select', selected_option: option } } } },
    });
  });

  it('asks only its inputs to be filled in', async () => {
    const kit = await start();
    const options = [{ value: '30', text: { type: 'plain_text', text: '30 days' } }];
    const element = { type: 'static_select', action_id: 'days', options };
    const blocks = [...listAt(reasonModal(), 'blocks'), { type: 'actions', elements: [element] }];
    const id = await open(kit, { blocks });
    const submit: SlackAct = { do: 'submit-view', user: 'U0ANA', id, state: reason('x') };
    expect(await kit.slack.act(submit)).toEqual({ ok: true });
  });

  it('cannot stack a fourth', async () => {
    const kit = await start();
    await open(kit);
    kit.app.answer = () => json({ response_action: 'push', view: reasonModal() });
    const submit = () =>
      kit.slack.act({
        do: 'submit-view',
        user: 'U0ANA',
        id: kit.slack.workspace.views.at(-1)?.id ?? '',
        state: reason('x'),
      });
    expect([await submit(), await submit(), await submit()].map(({ ok }) => ok)).toEqual([
      true,
      true,
      false,
    ]);
    expect(kit.slack.workspace.views).toHaveLength(3);
  });

  it('that takes too long keeps the modal open', async () => {
    const kit = await start({ ackMillis: 30 });
    const id = await open(kit);
    kit.app.answer = () => sleep(60, { statusCode: 200, body: '' });
    expect(
      await kit.slack.act({ do: 'submit-view', user: 'U0ANA', id, state: reason('x') }),
    ).toMatchObject({ ok: false });
    expect(kit.slack.state().views).toMatchObject([{ id }]);
  });

  it('is for its own user, for a modal that is open and can be submitted', async () => {
    const kit = await start();
    const id = await open(kit);
    const submit = (user: string, view: string): Promise<unknown> =>
      kit.slack.act({ do: 'submit-view', user, id: view, state: reason('x') });
    expect(await submit('U0KEN', id)).toMatchObject({ ok: false });
    expect(await submit('U0ANA', 'V1')).toMatchObject({ ok: false });
    const plain = await open(kit, { submit: undefined, blocks: [section('only words')] });
    expect(await submit('U0ANA', plain)).toMatchObject({
      error: 'This modal has no submit button.',
    });
  });
});

describe('closing a modal', () => {
  it('informs the app only when the modal asks for it', async () => {
    const kit = await start();
    const close = (id: string): Promise<unknown> =>
      kit.slack.act({ do: 'close-view', user: 'U0ANA', id });
    await close(await open(kit));
    expect(kit.app.heard.at(-1)?.payload['type']).toBe('block_actions');
    const id = await open(kit, { notify_on_close: true, clear_on_close: true });
    expect(await close(id)).toEqual({ ok: true });
    expect(kit.app.heard.at(-1)?.payload).toMatchObject({
      type: 'view_closed',
      is_cleared: true,
      view: { id },
    });
    expect(kit.slack.state().views).toEqual([]);
    expect(await close(id)).toMatchObject({ ok: false });
  });
});
