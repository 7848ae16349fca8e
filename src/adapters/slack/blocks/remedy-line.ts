import type { RemedyLine } from '../../../domain/message';
import { hasFixedVersion, otherRemedies } from '../../../domain/remedy-rows';
import { code } from '../escape';
import { hasNoFix } from './card-state';
import { versionWords } from './card-what';
import { statusWords } from './card-why';
import { imageNames, list, parts, type Room, strongLink, word } from './card-words';
import { type RenderContext, showDate } from './render-context';
import { MARK } from './shared-blocks';

const ROOM: Pick<Room, 'name' | 'images'> = { name: 60, images: 3 };

/**
 * An upgrade on one mrkdwn line, of what is open: severity, package with a link to its card, versions, images, how many it
 * clears, whether it is exploited, due date and who works on it. The same in the digest, in answers and on the Home tab.
 */
export function remedyLine(line: RemedyLine, context: RenderContext): string {
  const { text } = context;
  const { remedy, images, unnamed, severity, holder, message, open } = line;
  const url = message === undefined ? undefined : context.messageUrl(message);
  const what = `${strongLink(url, remedy.name, ROOM.name)}${versionWords(remedy.rows, ROOM, context)}`;
  const names = images.map((name) => code(name, ROOM.name));
  const where =
    images.length === 0 ? what : text.card.at(what, list(names, ROOM.images, context, unnamed));
  return parts(
    `${MARK[severity]} ${text.severity[severity]}`,
    `${where}${elsewhere(line, context)}`,
    open > 1 && text.card[remedy.isConfirmed ? 'clearsCount' : 'vulnerabilities'](open),
    line.exploited && `*${text.urgency.exploited}*`,
    dueOf(line, context),
    unfixed(line, context),
    holder !== undefined && `👀\u00A0${word(holder.name, 60)}`,
  );
}

/** Images in which the finding to do first needs another upgrade as well. */
function elsewhere({ first, remedy }: RemedyLine, context: RenderContext): string {
  const images = otherRemedies([first], remedy.key).flatMap((other) => other.images);
  if (images.length === 0) return '';
  const names = imageNames(images, context).map((name) => code(name, ROOM.name));
  return ` ${context.text.card.anotherIn(list(names, ROOM.images, context))}`;
}

function dueOf({ dueAt, overdue, remedy }: RemedyLine, context: RenderContext): string | undefined {
  const { urgency, card } = context.text;
  if (dueAt === undefined) return hasFixedVersion(remedy) ? card.nextRebuild : undefined;
  const day = showDate(context, dueAt);
  return overdue ? `⏰\u00A0*${urgency.overdueSince(day)}*` : urgency.due(`*${day}*`);
}

/** What the vendor says where there is no fix. */
function unfixed({ first, remedy }: RemedyLine, context: RenderContext): string | undefined {
  if (!hasNoFix({ card: { remedy } })) return undefined;
  return statusWords(first, remedy, context) ?? context.text.card.noneKnown;
}
