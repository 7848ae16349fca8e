import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { defined } from '../../../domain/defined';
import { CLICK_REPLY_TIMEOUT_MS } from '../../../domain/timing';
import { section } from '../blocks/shared-blocks';
import { type TextNotice, wordNotice } from '../notices';
import { Click, HomeOpened, requestId, SlashCommand, Submission } from '../payloads';
import { tellPrivately } from '../private-message';
import { isHome, type Sender, whoMayDecide } from './check-workspace';
import { handleClick } from './clicks';
import { handleCommand } from './commands';
import type { ListenerDeps } from './deps';
import { failureOf } from './failure';
import { handleSubmission } from './submissions';

const ANY = /.*/;

/**
 * One listener for each kind of request. Each acknowledges exactly once, whatever happens: Slack shows an error for a
 * request without an acknowledgement, and Bolt makes a 500 of a throw after it.
 */
export function registerListeners(app: App, deps: ListenerDeps): void {
  app.action(ANY, async ({ ack, body, client }) => {
    await onClick(deps, client, body);
    await ack();
  });
  app.view({ callback_id: ANY, type: 'view_submission' }, async ({ ack, body }) => {
    const answer = await onSubmission(deps, body);
    await (answer === undefined ? ack() : ack(answer));
  });
  app.command(ANY, async ({ ack, body }) => {
    const text = await onCommand(deps, body);
    await (text === undefined ? ack() : ack({ response_type: 'ephemeral', text }));
  });
  app.event('app_home_opened', async ({ body }) => onHomeOpened(deps, body));
  app.error(async (error) => deps.log.error('slack request failed', { error }));
}

async function onClick(deps: ListenerDeps, client: WebClient, body: unknown): Promise<void> {
  const parsed = Click.safeParse(body);
  if (!parsed.success) return deps.log.warn('click not understood');
  const click = parsed.data;
  const home = isHome(
    { app: click.api_app_id, team: click.team?.id, userTeam: click.user.team_id ?? undefined },
    deps.config,
  );
  try {
    if (!home) return await tell(deps, client, click, refusal(deps));
    await handleClick(deps, client, click);
  } catch (error) {
    await tell(deps, client, click, failureOf(deps, deps.context.text.notice.yourClick, error));
  }
}

/** A private answer that fails is only logged: the click itself must be acknowledged. */
async function tell(
  deps: ListenerDeps,
  client: WebClient,
  click: Click,
  notice: TextNotice,
): Promise<void> {
  const { config, context, slackApiUrl } = deps;
  const { channel } = config.slack;
  const replyDeps = { client, channel, slackApiUrl, timeoutMs: CLICK_REPLY_TIMEOUT_MS };
  const text = wordNotice(notice, context);
  const to = {
    userId: click.user.id,
    ...(click.channel && { channel: click.channel.id }),
    ...defined({ responseUrl: click.response_url }),
  };
  await tellPrivately(replyDeps, to, { text, blocks: [section(text)] }).catch((error: unknown) =>
    deps.log.warn('private answer failed', { error }),
  );
}

function refusal(deps: ListenerDeps): TextNotice {
  deps.log.warn('request from outside the workspace refused');
  return { kind: 'not-allowed', ask: whoMayDecide(deps.config) };
}

type ViewAnswer = { response_action: 'errors'; errors: Record<string, string> } | undefined;

/** Errors are shown beside a field of the modal, so that what was typed is not lost. */
async function onSubmission(deps: ListenerDeps, body: unknown): Promise<ViewAnswer> {
  const parsed = Submission.safeParse(body);
  if (!parsed.success) {
    deps.log.warn('submission not understood');
    return undefined;
  }
  const submission = parsed.data;
  const { api_app_id, team, user } = submission;
  const sender = { app: api_app_id, team: team?.id, userTeam: user.team_id ?? undefined };
  try {
    if (!isHome(sender, deps.config)) return fieldError(deps, refusal(deps));
    const answer = await handleSubmission(deps, submission);
    return answer && { response_action: 'errors', errors: answer.errors };
  } catch (error) {
    return fieldError(deps, failureOf(deps, deps.context.text.notice.yourClick, error));
  }
}

function fieldError(deps: ListenerDeps, notice: TextNotice): ViewAnswer {
  return { response_action: 'errors', errors: { reason: wordNotice(notice, deps.context) } };
}

async function onCommand(deps: ListenerDeps, body: unknown): Promise<string | undefined> {
  const parsed = SlashCommand.safeParse(body);
  if (!parsed.success) {
    deps.log.warn('command not understood');
    return deps.context.text.command.seeHelp;
  }
  const sender: Sender = { app: parsed.data.api_app_id, team: parsed.data.team_id };
  try {
    if (!isHome(sender, deps.config)) return wordNotice(refusal(deps), deps.context);
    return await handleCommand(deps, parsed.data);
  } catch (error) {
    const notice = failureOf(deps, deps.context.text.notice.yourCommand, error);
    return wordNotice(notice, deps.context);
  }
}

/** Has the worker draw the home tab; a failure is only logged. */
async function onHomeOpened(deps: ListenerDeps, body: unknown): Promise<void> {
  const parsed = HomeOpened.safeParse(body);
  if (!parsed.success || (parsed.data.event.tab ?? 'home') !== 'home') return;
  const { api_app_id, team_id, event, event_id } = parsed.data;
  if (!isHome({ app: api_app_id, team: team_id }, deps.config)) return;
  try {
    await deps.queue.send({
      type: 'home',
      userId: event.user,
      origin: { requestId: requestId(team_id, event.user, event_id) },
    });
  } catch (error) {
    failureOf(deps, 'home', error);
  }
}
