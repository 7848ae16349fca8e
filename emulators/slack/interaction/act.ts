import type { Act, ActResult } from '../../../playground/page/protocol';
import type { Slack } from '../context';
import type { Person } from '../people';
import { findPerson } from '../workspace';
import { actOnBlock } from './block-action';
import { openHome } from './events';
import { refused } from './outcome';
import { runCommand } from './slash-command';
import { closeView, submitView } from './submit';

/** The acts that happen in Slack; the others belong to AWS and to the faults. */
export type SlackAct = Extract<Act, { user: string }>;

export function isSlackAct(act: Act): act is SlackAct {
  return 'user' in act;
}

/** Does in Slack what a person did on the page. Bots and deactivated users can do nothing. */
export async function actInSlack(slack: Slack, act: SlackAct): Promise<ActResult> {
  const person = findPerson(slack.workspace, act.user);
  if (person === undefined) return refused('There is no such user.');
  if (person.kind === 'deactivated') return refused(`${person.name}'s account is deactivated.`);
  if (person.kind === 'bot') return refused(`${person.name} is an app and cannot click.`);
  return dispatch(slack, person, act);
}

function dispatch(slack: Slack, person: Person, act: SlackAct): Promise<ActResult> {
  switch (act.do) {
    case 'block-action':
      return actOnBlock(slack, person, act);
    case 'submit-view':
      return submitView(slack, person, act);
    case 'close-view':
      return closeView(slack, person, act);
    case 'slash-command':
      return runCommand(slack, person, act);
    case 'open-home':
      return openHome(slack, person);
  }
}
