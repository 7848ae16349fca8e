import { readNote } from '../../../domain/decision-note';
import type { RemedyLine } from '../../../domain/message';
import type { ExpiringLine } from '../../../domain/overview';
import { readRenamed } from '../../../domain/renamed';
import { readSignature } from '../../../domain/signature';
import { lineValue } from '../button-values';
import { code } from '../escape';
import { hasNoFix } from './card-state';
import { word } from './card-words';
import { link } from './links';
import { type MenuEntry, sectionWithMenu } from './menu';
import { remedyLine } from './remedy-line';
import { type RenderContext, showDay } from './render-context';
import { quoted } from './reopening';
import { type Block, fold, section } from './shared-blocks';

/** A line of an upgrade with the menu of what its card's buttons do. */
export function upgradeRow(line: RemedyLine, context: RenderContext): Block {
  return withMenu(remedyLine(line, context), lineValue(line), openMenu(line, context));
}

/** What a person would do first comes first: an upgrade is started, what has no fix is suppressed. */
function openMenu(line: RemedyLine, { text }: RenderContext): [MenuEntry, ...MenuEntry[]] {
  const { menu } = text.home;
  const { holder, open, decides = open } = line;
  const resolve: MenuEntry = { action: 'remedy_resolve', label: menu.resolve(decides) };
  const suppress: MenuEntry = { action: 'remedy_suppress', label: menu.suppress(decides) };
  const details: MenuEntry = { action: 'remedy_details', label: menu.details };
  if (hasNoFix({ card: line })) return [suppress, resolve, details];
  const work: MenuEntry =
    holder === undefined
      ? { action: 'remedy_take', label: menu.take }
      : { action: 'remedy_release', label: menu.release };
  return [work, resolve, suppress, details];
}

/** A suppression whose date is near: of what, until when, who decided and why. */
export function expiringRow(line: ExpiringLine, context: RenderContext): Block {
  const { home } = context.text;
  const { open, decides = open, until } = line;
  return withMenu(expiringLine(line, context), lineValue(line, until), [
    { action: 'remedy_extend', label: home.menu.extend(decides) },
    { action: 'remedy_reopen', label: home.menu.reopen(decides) },
    { action: 'remedy_details', label: home.menu.details },
  ]);
}

const MOST_IMAGES = 3;

function expiringLine(line: ExpiringLine, context: RenderContext): string {
  const { text } = context;
  const { remedy, message, images, unnamed, open, until } = line;
  const url = message && context.messageUrl(message);
  const installed = remedy.rows.map((row) => word(row.installed, 40));
  const names = images.map((name) => code(name, 60));
  return [
    `🔕 *${link(url, remedy.name, 60)}* ${fold(installed, 2, text)}`.trimEnd(),
    ...(names.length === 0 ? [] : [fold(names, MOST_IMAGES, text, unnamed)]),
    ...(open === 1 ? [] : [text.home.expiringOf(open)]),
    text.home.ends(showDay(context, until)),
    ...decidedWords(line, context),
  ].join(' · ');
}

/** `Ana Silva: not reachable`. Nothing where another tool suppressed it. */
function decidedWords({ first: { note } }: ExpiringLine, context: RenderContext): string[] {
  const signature = note && readSignature(note.updatedBy);
  if (signature === undefined || signature.who === 'scanner') return [];
  const said = readNote(readRenamed(note?.text ?? '').text, signature);
  const why = quoted({ ...said, ...signature }, context);
  const name = word(said.name, 60);
  return [why === undefined ? name : `${name}: ${why}`];
}

/** A line without a menu where its card is not posted yet, or its key is too long for one. */
function withMenu(
  words: string,
  value: string | undefined,
  menu: [MenuEntry, ...MenuEntry[]],
): Block {
  return value === undefined ? section(words) : sectionWithMenu(words, value, menu);
}
