import { isOsType } from '../../../domain/detection';
import { hasFixedVersion } from '../../../domain/remedy-rows';
import { code, escaped, plainTitle } from '../escape';
import { closedLines } from './card-closed';
import { beforeLines, decidedLines, formerIds, whoOf } from './card-decided';
import { clearsText } from './card-ids';
import { type CardView, type Group, hasNoFix } from './card-state';
import { systemsOf } from './card-what';
import { distinct, lines, list, parts, type Room, word } from './card-words';
import { endOfLifeLines } from './finding';
import {
  linkedDate,
  type RenderContext,
  showCalendarDay,
  showDate,
  showTime,
} from './render-context';
import { type Block, context as contextBlock, plainContext, section } from './shared-blocks';
import { capital } from './texts';

/** Characters of a title. */
const TITLE = 110;

/** What is below the first lines of a card, without its buttons: at most three blocks. */
export function cardRest(view: CardView, room: Room, context: RenderContext): Block[] {
  if (view.state === 'continued') return textBlock(continuedLine(view, context));
  if (view.state !== 'open') {
    const [first = '', second = '', ...more] = closedLines(view, room, context);
    return [first, second, lines(...more)].flatMap(textBlock);
  }
  const holder = holderLine(view, context);
  const note = noteText(view, room, context);
  const where = room.details ? whereText(view, room, context) : '';
  const blocks = [section(clearsText(view, room, context))];
  if (holder !== undefined) {
    return [section(holder), ...blocks, ...textBlock(lines(note, where))];
  }
  const notes = note === '' ? titleBlock(view, room) : textBlock(note);
  return [...blocks, ...notes, ...textBlock(where)];
}

/** The same where several cards share a message. */
export function cardRestAmongOthers(view: CardView, room: Room, context: RenderContext): Block[] {
  if (view.state === 'continued') return textBlock(continuedLine(view, context));
  if (view.state !== 'open') return textBlock(lines(...closedLines(view, room, context)));
  return [
    contextBlock(clearsText(view, room, context)),
    ...textBlock(
      lines(
        holderLine(view, context),
        noteText(view, room, context),
        room.details ? whereText(view, room, context) : '',
      ),
    ),
  ];
}

function textBlock(text: string): Block[] {
  return text === '' ? [] : [contextBlock(text)];
}

function titleBlock({ told: [first] }: CardView, room: Room): Block[] {
  const isSaid = first === undefined || first.title === first.vulnerabilityId;
  return isSaid || !room.details ? [] : [plainContext(plainTitle(first.title, TITLE), TITLE)];
}

function holderLine({ card: { holder } }: CardView, context: RenderContext): string | undefined {
  if (holder === undefined) return undefined;
  const since = showTime(context, holder.since);
  return `👀 ${context.text.card.isOnIt(word(holder.name, 60), since)}`;
}

/** What was decided here or before, else what a rebuild does; empty where the title may stand instead. */
function noteText(view: CardView, room: Room, context: RenderContext): string {
  const decided = decidedLines(view.groups, room, context);
  const before = beforeLines(view, context);
  if (decided.length + before.length > 0) return lines(...before, ...decided);
  return rebuildLine(view, context) ?? '';
}

/** Only where it clears more than this upgrade does. */
function rebuildLine(view: CardView, context: RenderContext): string | undefined {
  const rebuilds = view.told.flatMap(({ scan }) => scan?.rebuild ?? []);
  const [rebuild] = rebuilds.sort((a, b) => b.of - a.of);
  const packages = view.rows.flatMap((row) => row.packages);
  if (rebuild === undefined || !packages.some(({ type = '' }) => isOsType(type))) return undefined;
  const cleared = view.cleared.size;
  if (rebuild.clears <= cleared || !hasFixedVersion(view.card.remedy)) return undefined;
  const { clears, of, builtOn } = rebuild;
  const day = builtOn === undefined ? undefined : showCalendarDay(context, builtOn);
  return context.text.card.rebuild(clears, of, day, view.images.length);
}

function whereText(view: CardView, room: Room, context: RenderContext): string {
  const { text } = context;
  const { told } = view;
  const [worst] = told;
  const services = distinct(view.images.flatMap((image) => image.services));
  const names = services.map((name) => code(name, room.name));
  const isFixed = !hasNoFix(view);
  const found = told.map(({ createdAt }) => createdAt).sort()[0];
  const line = parts(
    hintOf(view, context),
    isFixed &&
      !isLibrary(view) &&
      list(
        systemsOf(view).map((name) => escaped(name, 60)),
        2,
        context,
      ),
    services.length > 0 && text.card.runsIn(list(names, room.images, context)),
    isFixed && found !== undefined && text.card.found(showDate(context, found)),
  );
  return lines(
    capital(line),
    ...(worst === undefined ? [] : endOfLifeLines({ ...worst, images: view.images }, context)),
    formerIds(told, context),
  );
}

/** What to do besides changing a version. */
function hintOf(view: CardView, { text }: RenderContext): string | undefined {
  const { card, rows } = view;
  const [target] = rows.flatMap((row) => row.target ?? []);
  if (hasNoFix(view)) return text.card[isLibrary(view) ? 'unfixedLibrary' : 'unfixedPackage'];
  const isGo = card.remedy.key === 'go|stdlib' && target !== undefined;
  return isGo ? text.card.rebuildWithGo : undefined;
}

function isLibrary({ rows }: CardView): boolean {
  const types = rows.flatMap(({ packages }) => packages.map(({ type }) => type));
  return types.length > 0 && types.every((type) => type !== undefined && !isOsType(type));
}

/** Where the newer card is, and what was decided on this one. */
function continuedLine({ card, groups }: CardView, context: RenderContext): string {
  const words = context.text.card;
  const { open = 0, more = 0, at, message } = card.continued ?? {};
  const where =
    at === undefined || message === undefined
      ? words.newerCard
      : linkedDate(context, at, context.messageUrl(message), words.cardOf);
  const decided = groups.filter(({ fate }) => fate === 'suppressed' || fate === 'resolved');
  return parts(
    words.continuedIn(open, more, where),
    ...decided.slice(0, 2).map((group) => hereWords(group, context)),
  );
}

function hereWords({ fate, findings, decided }: Group, context: RenderContext): string {
  const words = context.text.card.decidedHere[fate === 'resolved' ? 'resolved' : 'suppressed'];
  return words(findings.length, whoOf(decided));
}
