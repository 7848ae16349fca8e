import { allowedRegistries } from '../../../config/aws-names';
import type { Config } from '../../../config/config';
import {
  type Command,
  type CommandContext,
  type CommandFault,
  knownNames,
  parseCommand,
} from '../../../domain/command';
import { defined } from '../../../domain/defined';
import type { Job, Origin } from '../../../domain/job';
import type { Actor } from '../../../domain/workflow';
import { clean, escaped } from '../escape';
import { wordAllowed, wordNotice } from '../notices';
import { requestId, type SlashCommand } from '../payloads';
import { refusalToRead } from './check-person';
import type { ListenerDeps } from './deps';

/**
 * Handles a slash command of a member of the home workspace. Returns the immediate answer in mrkdwn; undefined when the
 * worker answers.
 */
export async function handleCommand(
  deps: ListenerDeps,
  command: SlashCommand,
): Promise<string | undefined> {
  const refusal = await refusalToRead(deps, actorOf(command));
  if (refusal !== undefined) return wordNotice(refusal, deps.context);
  const parsed = parseCommand(command.text, commandContext(deps.config));
  if ('fault' in parsed) return wordFault(deps, parsed);
  if (parsed.do === 'help') return deps.context.text.command.help.join('\n');
  await deps.queue.send(jobOf(parsed, command));
  return answerTo(deps, parsed);
}

function commandContext(config: Config): CommandContext {
  const { images } = config;
  return {
    images: Array.isArray(images) ? images : [],
    repositories: 'ecr' in images ? images.ecr.repositories : [],
    anyRepository: 'ecs' in images,
    registries: allowedRegistries(config),
  };
}

function actorOf({ user_id: userId, team_id: teamId, user_name: name }: SlashCommand): Actor {
  return { userId, teamId, name: name ?? userId };
}

function jobOf(parsed: Exclude<Command, { do: 'help' }>, command: SlashCommand): Job {
  const actor = actorOf(command);
  const origin: Origin = {
    requestId: requestId(command.team_id, command.user_id, command.trigger_id),
    ...defined({ channel: command.channel_id, responseUrl: command.response_url }),
  };
  if (parsed.do === 'scan') return { type: 'scan', images: parsed.images, actor, origin };
  if (parsed.do === 'ask') return { type: 'ask', question: parsed.question, actor, origin };
  return { type: 'cancel-scan', actor, origin };
}

/** Only a scan has an immediate answer; the worker answers everything else. */
function answerTo({ context }: ListenerDeps, parsed: Command): string | undefined {
  if (parsed.do !== 'scan') return undefined;
  return wordNotice({ kind: 'scan-started', images: parsed.images }, context);
}

function wordFault(deps: ListenerDeps, fault: CommandFault): string {
  const { text } = deps.context;
  const words = text.command;
  const names = commandContext(deps.config);
  switch (fault.fault) {
    case 'unknown-image': {
      const { asked, nearest } = fault;
      const near = nearest === undefined ? {} : { nearest: `/vulnscan ${nearest}` };
      const allowed = knownNames(names);
      const { registries } = names;
      const notice = { kind: 'unknown-image', asked, allowed, registries, ...near } as const;
      return text.sentences([wordNotice(notice, deps.context), words.seeHelp]);
    }
    case 'bad-reference': {
      return text.sentences([
        words.badReference(escaped(fault.asked, 100)),
        ...wordAllowed(knownNames(names), names.registries, text),
      ]);
    }
    case 'bad-severity': {
      const near = fault.nearest === undefined ? [] : [text.notice.didYouMean(fault.nearest)];
      return text.sentences([words.unknownWord(escaped(fault.asked, 60)), ...near, words.seeHelp]);
    }
    case 'bad-page':
      return words.badPage(escaped(fault.asked, 60));
    case 'bad-vulnerability':
      return words.badVulnerability(escaped(clean(fault.asked), 100));
    case 'one-vulnerability':
      return words.oneVulnerability;
    case 'too-many':
      return words.tooMany(fault.most);
  }
}
