import { defined } from '../../../domain/defined';
import type { DetailsPage, Job, Origin } from '../../../domain/job';
import type { MessageRef } from '../../../domain/message';
import type { HomeView } from '../../../domain/open-filter';
import type { Decision } from '../../../domain/workflow';
import { isViewId } from '../ids';
import { extendedDay, readSuppressContext, readSuppression } from '../modals/suppress';
import { readTriage, readTriageContext, type TriageContext } from '../modals/triage-state';
import { actorOf, requestId, type Submission } from '../payloads';
import { epochSeconds, outdated } from './click-parts';
import type { ListenerDeps } from './deps';

/** The answer to Slack: undefined closes the modal, errors are shown beside their fields. */
export type SubmissionAnswer = { errors: Record<string, string> } | undefined;

interface Place {
  channel?: string | undefined;
  responseUrl?: string | undefined;
  home?: HomeView | undefined;
  details?: DetailsPage | undefined;
}

export async function handleSubmission(
  deps: ListenerDeps,
  submission: Submission,
): Promise<SubmissionAnswer> {
  const { callback_id } = submission.view;
  if (!isViewId(callback_id)) throw outdated();
  switch (callback_id) {
    case 'triage_all':
      return submitTriage(deps, submission);
    case 'suppress':
      return submitSuppress(deps, submission);
    case 'details':
      throw outdated();
  }
}

async function submitSuppress(
  deps: ListenerDeps,
  submission: Submission,
): Promise<SubmissionAnswer> {
  const { text } = deps.context;
  const context = readSuppressContext(submission.view.private_metadata);
  const decision = readSuppression(submission.view.state.values, text, deps.clock.now());
  if ('missing' in decision) return { errors: { [decision.missing]: decision.words } };
  if (context === undefined) return { errors: { reason: text.notice.unexpected } };
  const extended = defined({ extends: extendedDay(context) });
  const rest = common(deps, submission, { ...decision, ...extended }, context);
  if ('ref' in context) {
    const { ref, count } = context;
    await deps.queue.send({ type: 'decide-card', ref, count, ...rest });
  } else await deps.queue.send({ type: 'decide', key: context.key, base: context.base, ...rest });
  return undefined;
}

async function submitTriage(deps: ListenerDeps, submission: Submission): Promise<SubmissionAnswer> {
  const { text } = deps.context;
  const context = readTriageContext(submission.view.private_metadata);
  if (context === undefined) return { errors: { reason: text.notice.unexpected } };
  const triage = readTriage(context, submission.view.state.values, text, deps.clock.now());
  if ('missing' in triage) return { errors: { [triage.missing]: triage.words } };
  const message = refOf(context);
  await deps.queue.send({
    type: 'decide-many',
    filter: triage.filter,
    ...common(deps, submission, triage.decision, context),
    ...defined({ message }),
  });
  return undefined;
}

/** The parts all decisions have. A modal submitted twice has the same request id. */
function common(
  deps: ListenerDeps,
  submission: Submission,
  decision: Decision,
  place: Place,
): Pick<Extract<Job, { type: 'decide' }>, 'request' | 'origin'> {
  const origin: Origin = {
    requestId: requestId(submission.team?.id, submission.user.id, submission.view.id),
    ...defined({
      channel: place.channel,
      responseUrl: place.responseUrl,
      home: place.home,
      details: place.details,
    }),
  };
  const actionTs = epochSeconds(deps.clock.now());
  return {
    request: { decision, actor: actorOf(submission), actionTs },
    origin,
  };
}

/** The digest's message. */
function refOf({ channel, ts }: TriageContext): MessageRef | undefined {
  return channel === undefined || ts === undefined ? undefined : { channel, ts };
}
