import type { ActResult } from '../acts';
import type { Answer } from './deliver';

export const DONE: ActResult = { ok: true };

export function refused(error: string): ActResult {
  return { ok: false, error };
}

/** What Slack's client shows beside a button when the app did not take the click. */
export function clickOutcome(answer: Answer): ActResult {
  if (answer.kind === 'timeout') {
    return refused('Operation timed out. Apps need to respond within 3 seconds.');
  }
  return answer.status === 200
    ? DONE
    : refused(`This app responded with Status Code ${answer.status}.`);
}

/** What Slack's client shows in a modal whose submission failed. */
export function submitTrouble(): ActResult {
  return refused('We had some trouble connecting. Try again?');
}

/** What Slackbot says when a slash command failed. */
export function commandTrouble(command: string, error: string): ActResult {
  return refused(`${command} failed with the error "${error}"`);
}
