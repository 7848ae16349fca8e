import type { ActResult } from '../acts';
import { newId, type Slack } from '../context';
import { isJson, type Json, parseJson, present } from '../json';
import type { Person } from '../people';
import { homeJson } from '../view-stack';
import type { Answer } from './deliver';
import { DONE, refused } from './outcome';
import type { Sending } from './sign';

/**
 * Sends an event of the Events API. Slack repeats a failed one at once, after a minute and after five; the
 * emulator makes only the first repetition.
 */
async function sendEvent(slack: Slack, event: Json): Promise<ActResult> {
  const { team, app } = slack.workspace;
  const body = JSON.stringify({
    token: 'deprecated',
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: app.appId,
    event,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: Math.floor(slack.clock() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  });
  const sending: Sending = { body, contentType: 'application/json' };
  const what = String(event['type']);
  const first = await slack.app.send(sending, what);
  if (isTaken(first)) return DONE;
  if (first.kind === 'answer' && first.headers['x-slack-no-retry'] === '1') return notTaken();
  const reason = first.kind === 'timeout' ? 'http_timeout' : 'http_error';
  const second = await slack.app.send({ ...sending, retry: { num: 1, reason } }, what);
  return isTaken(second) ? DONE : notTaken();
}

function isTaken(answer: Answer): boolean {
  return answer.kind === 'answer' && answer.status === 200;
}

function notTaken(): ActResult {
  return refused('The app did not take the event.');
}

/** A person opened the app's home tab. */
export function openHome(slack: Slack, person: Person): Promise<ActResult> {
  const home = slack.workspace.homes.get(person.id);
  return sendEvent(
    slack,
    present({
      type: 'app_home_opened',
      user: person.id,
      channel: `D${person.id.slice(1)}`,
      tab: 'home',
      event_ts: slack.nextTs(),
      view: home === undefined ? undefined : homeJson(slack, home),
    }),
  );
}

/** The handshake when an app's request URL is set: the app must answer with the challenge, signature checked. */
export async function verifyUrl(slack: Slack): Promise<ActResult> {
  const challenge = newId('C');
  const body = JSON.stringify({ token: 'deprecated', challenge, type: 'url_verification' });
  const answer = await slack.app.send(
    { body, contentType: 'application/json' },
    'url_verification',
  );
  if (answer.kind === 'timeout') return refused('Your URL did not respond in time.');
  const parsed = parseJson(answer.body);
  const echoed = isJson(parsed) ? parsed['challenge'] : answer.body;
  return answer.status === 200 && echoed === challenge
    ? DONE
    : refused("Your URL didn't respond with the value of the challenge parameter.");
}
