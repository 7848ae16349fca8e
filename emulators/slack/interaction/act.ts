import type { ActResult, SlackAct } from '../acts';
import type { Slack } from '../context';
import type { Person } from '../people';
import { findPerson } from '../workspace';
import { actOnBlock } from './block-action';
import { openHome } from './events';
import { refused } from './outcome';
import { runCommand } from './slash-command';
import { closeView, submitView } from './submit';

/** Does what a person would do in a Slack client. Bots and deactivated users can do nothing. */
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
