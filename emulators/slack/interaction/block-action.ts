import type { ActResult, SlackActOf } from '../acts';
import { elementsOf, type Placed } from '../blocks/elements-of';
import type { Slack } from '../context';
import { type Json, listAt, present, textAt } from '../json';
import type { Message } from '../messages';
import type { Person } from '../people';
import { homeJson, viewJson } from '../view-stack';
import { messageJson } from '../web-api/message-json';
import { findChannel, type OpenView, viewsOf } from '../workspace';
import { clickOutcome, refused } from './outcome';
import { interaction, startPayload } from './payload';
import { readState, type StateValues, settle } from './state';

type BlockAction = SlackActOf<'block-action'>;

/** Where a click fell: the blocks as they are now, and what the payload says of the place. */
interface Place {
  blocks: readonly unknown[];
  viewId?: string;
  message?: Message;
  describe(state: StateValues, blockId: string): Json;
}

/** A person clicked or chose something. The element is taken from the message or view as it is now. */
export async function actOnBlock(
  slack: Slack,
  person: Person,
  act: BlockAction,
): Promise<ActResult> {
  const place = locate(slack, person, act);
  if (typeof place === 'string') return refused(place);
  const placed = elementsOf(place.blocks).find(
    ({ blockId, actionId }) => blockId === act.blockId && actionId === act.actionId,
  );
  if (placed === undefined || !isActive(placed))
    return refused('This button or menu is no longer there.');
  const action = describeAction(placed, act.action);
  if (action === undefined) return refused('This choice is not one of those offered.');
  const state = readState(place.blocks, act.state ?? {});
  if (state === undefined) return refused('This choice is not one of those offered.');
  const clicks = slack.faults.duplicateClicks ? 2 : 1;
  const outcomes = await Promise.all(
    Array.from({ length: clicks }, () => click(slack, person, place, action, state)),
  );
  return outcomes.find(({ ok }) => !ok) ?? { ok: true };
}

/** Slack: an input sends changes to the app only if its block has `dispatch_action`. */
function isActive({ block }: Placed): boolean {
  return block['type'] !== 'input' || block['dispatch_action'] === true;
}

async function click(
  slack: Slack,
  person: Person,
  place: Place,
  action: Json,
  state: StateValues,
): Promise<ActResult> {
  const payload = {
    ...startPayload(slack, 'block_actions', person),
    trigger_id: slack.triggers.issue(person.id, place.viewId),
    response_url: responseUrl(slack, person, place.message),
    ...place.describe(state, textAt(action, 'block_id') ?? ''),
    actions: [{ ...action, action_ts: slack.nextTs() }],
  };
  const what = `click ${textAt(action, 'action_id')}`;
  return clickOutcome(await slack.app.send(interaction(payload), what));
}

function responseUrl(
  slack: Slack,
  person: Person,
  message: Message | undefined,
): string | undefined {
  if (message === undefined) return undefined;
  const { channel, ts, threadTs } = message;
  return slack.responseUrls.issue({ user: person.id, channel, ts, threadTs });
}

function locate(slack: Slack, person: Person, act: BlockAction): Place | string {
  switch (act.container.type) {
    case 'message':
      return locateMessage(slack, person, act.container.channel, act.container.ts);
    case 'view':
      return locateView(slack, person, act.container.id);
    case 'home':
      return locateHome(slack, person);
  }
}

function locateMessage(
  slack: Slack,
  person: Person,
  channelId: string,
  ts: string,
): Place | string {
  const channel = findChannel(slack.workspace, channelId);
  const message = slack.workspace.messages.find(channelId, ts);
  const hidden = message?.ephemeralTo !== undefined && message.ephemeralTo !== person.id;
  if (channel === undefined || message === undefined || hidden)
    return 'This message is no longer there.';
  if (!channel.members.includes(person.id)) return `${person.name} is not in #${channel.name}.`;
  const ephemeral = message.ephemeralTo !== undefined;
  return {
    blocks: [...message.blocks, ...message.attachments.flatMap(blocksOf)],
    message,
    describe: (state, blockId) => ({
      container: present({
        ...attachmentOf(message, blockId),
        message_ts: ts,
        channel_id: channel.id,
        is_ephemeral: ephemeral,
        thread_ts: message.threadTs,
      }),
      channel: { id: channel.id, name: channel.name },
      message: messageJson(slack, message, true),
      state: { values: state },
    }),
  };
}

const blocksOf = (attachment: unknown): unknown[] => listAt(attachment, 'blocks');

/** Slack: a click inside an attachment names it, counted from one. */
function attachmentOf(message: Message, blockId: string): Json {
  const index = message.attachments.findIndex((attachment) =>
    blocksOf(attachment).some((block) => textAt(block, 'block_id') === blockId),
  );
  return index < 0
    ? { type: 'message' }
    : { type: 'message_attachment', attachment_id: index + 1, is_app_unfurl: false };
}

function locateView(slack: Slack, person: Person, id: string): Place | string {
  const open = viewsOf(slack.workspace, person.id).find((view) => view.id === id);
  if (open === undefined) return 'This modal is no longer open.';
  return {
    blocks: listAt(open.view, 'blocks'),
    viewId: id,
    describe: (state) => inView(slack, open, state),
  };
}

function inView(slack: Slack, open: OpenView, state: StateValues): Json {
  return { container: { type: 'view', view_id: open.id }, view: viewJson(slack, open, state) };
}

function locateHome(slack: Slack, person: Person): Place | string {
  const home = slack.workspace.homes.get(person.id);
  if (home === undefined) return 'The home tab is still empty.';
  return {
    blocks: listAt(home.view, 'blocks'),
    viewId: home.id,
    describe: () => ({
      container: { type: 'view', view_id: home.id },
      view: homeJson(slack, home),
    }),
  };
}

/** The members of an action that the client sends. All others come from the element, so nobody can forge a value. */
const CHOSEN: Readonly<Record<string, readonly string[]>> = {
  static_select: ['selected_option'],
  radio_buttons: ['selected_option'],
  overflow: ['selected_option'],
  plain_text_input: ['value'],
};
const SHOWN = ['text', 'value', 'style', 'placeholder', 'confirm'];

function describeAction(placed: Placed, sent: Json): Json | undefined {
  const type = textAt(placed.element, 'type') ?? '';
  const members = CHOSEN[type] ?? [];
  const settled = settle(placed.element, sent);
  if (settled === undefined || members.some((member) => settled[member] === undefined)) {
    return undefined;
  }
  const shown = type === 'plain_text_input' ? ['placeholder'] : SHOWN;
  return present({
    type,
    action_id: placed.actionId,
    block_id: placed.blockId,
    ...Object.fromEntries(shown.map((member) => [member, placed.element[member]])),
    ...Object.fromEntries(members.map((member) => [member, settled[member]])),
  });
}
