import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { defined } from '../../../domain/defined';
import { CLICK_REPLY_TIMEOUT_MS } from '../../../domain/timing';
import { type TextNotice, wordNotice } from '../notices';
import { Click, HomeOpened, requestId, SlashCommand, Submission } from '../payloads';
import { asMessage, tellPrivately } from '../private-message';
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
    await (text === undefined ? ack() : ack({ response_type: 'ephemeral', ...asMessage(text) }));
  });
  app.event('app_home_opened', async ({ body }) => onHomeOpened(deps, body));
  app.error(async (error) => deps.log.error('slack request failed', { error }));
}

async function onClick(deps: ListenerDeps, client: WebClient, body: unknown): Promise<void> {
  const parsed = Click.safeParse(body);
  if (!parsed.success) return deps.log.warn('click not understood');
  const click = parsed.data;
  try {
    const notice = isHome(senderOf(click), deps.config)
      ? await handleClick(deps, client, click)
      : refusal(deps);
    if (notice !== undefined) await tell(deps, client, click, notice);
  } catch (error) {
    await tell(deps, client, click, failureOf(deps, deps.context.text.notice.yourClick, error));
  }
}

function senderOf({
  api_app_id: app,
  team,
  enterprise,
  user,
}: Pick<Click, 'api_app_id' | 'team' | 'enterprise' | 'user'>): Sender {
  const userTeam = user.team_id ?? undefined;
  return { app, team: team?.id, enterprise: enterprise?.id, userTeam };
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
  const message = asMessage(wordNotice(notice, context));
  const to = {
    userId: click.user.id,
    ...(click.channel && { channel: click.channel.id }),
    ...defined({ responseUrl: click.response_url }),
  };
  await tellPrivately(replyDeps, to, message).catch((error: unknown) =>
    deps.log.warn('private answer failed', { error }),
  );
}

function refusal(deps: ListenerDeps): TextNotice {
  outsider(deps);
  return { kind: 'not-allowed', ask: whoMayDecide(deps.config) };
}

/** Where a mention of those who may decide can't be shown, or is not the point. */
function outsider(deps: ListenerDeps): TextNotice {
  deps.log.warn('request from outside the workspace refused');
  return { kind: 'members-only' };
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
  try {
    if (!isHome(senderOf(submission), deps.config)) return fieldError(deps, outsider(deps));
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
  const { api_app_id: app, team_id: team, enterprise_id: enterprise } = parsed.data;
  try {
    if (!isHome({ app, team, enterprise }, deps.config)) {
      return wordNotice(outsider(deps), deps.context);
    }
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
  const { api_app_id: app, team_id, enterprise_id, event, event_id } = parsed.data;
  const enterprise = enterprise_id ?? undefined;
  if (!isHome({ app, team: team_id, enterprise }, deps.config)) return;
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
