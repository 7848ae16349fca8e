import type { AffectedImage } from '../../../domain/finding';
import { clean, code, escaped } from '../escape';
import { imageLabels } from './image-labels';
import { link } from './links';
import type { RenderContext } from './render-context';

/** Between the parts of a line. */
const SEPARATOR = ' · ';

/** The same in lists of ids: a line does not begin with it. */
export const ID_SEPARATOR = '\u00A0· ';

/** How much a card says, by how many share its message. */
export interface Room {
  /** Characters of a name or a version. */
  name: number;
  /** Names in a list before the rest is counted. */
  images: number;
  /** Ids in a list; exploited ones are never counted only, as far as `exploited` goes. */
  ids: number;
  exploited: number;
  /** Ids are links to their advisories. */
  links: boolean;
  /** Title, rows of versions, services, and when it was found. */
  details: boolean;
  /** Characters of what is read aloud. */
  spoken: number;
  /** Characters of a button's value. */
  value: number;
}

/** Signs that Slack reads as formatting: at the edge of a word, a whole `:emoji:`, and those of code. */
const FORMATTING = /(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])|`|:[\w+-]+:/u;

/** A name or version of a vendor that is made bold, or is code where it would format the line. */
export function strong(text: string, limit: number): string {
  return FORMATTING.test(clean(text)) ? code(text, limit) : `*${escaped(text, limit)}*`;
}

/** The same as a link, in which nothing can be code. */
export function strongLink(url: string | undefined, text: string, limit: number): string {
  if (url === undefined) return strong(text, limit);
  const words = link(url, text, limit);
  return FORMATTING.test(clean(text)) ? words : `*${words}*`;
}

/** The same without being made bold. */
export function word(text: string, limit: number): string {
  return FORMATTING.test(clean(text)) ? code(text, limit) : escaped(text, limit);
}

/**
 * The first `most` items, and how many more there are, with `unnamed` ones that are not among the items. A last one that is
 * left over is named as well.
 */
export function list(items: string[], most: number, { text }: RenderContext, unnamed = 0): string {
  const total = items.length + unnamed;
  if (total <= most + 1 && unnamed === 0) return text.listed(items);
  const shown = items.slice(0, most);
  return `${text.listed(shown)} ${text.andMore(total - shown.length)}`;
}

/** Names of images by the tag, the registry and what else tells them apart. */
export function imageNames(images: AffectedImage[], { text }: RenderContext): string[] {
  return [...new Set(imageLabels(images, text).values())];
}

/** Names of images in mrkdwn, and how many more there are, with `unnamed` ones that no finding names. */
export function imageList(
  images: AffectedImage[],
  room: Room,
  context: RenderContext,
  unnamed = 0,
): string {
  const names = imageNames(images, context).map((name) => code(name, room.name));
  return list(names, room.images, context, unnamed);
}

/** Items as they are read aloud: `api, web and worker`, or with `unnamed` ones that are not among them `api, web and 7 more`. */
export function spokenList(
  items: string[],
  most: number,
  { text }: RenderContext,
  unnamed = 0,
): string {
  const total = items.length + unnamed;
  const shown = total <= most + 1 ? items : items.slice(0, most);
  const words = shown.map((item) => escaped(item, 60));
  const more = total - shown.length;
  return more === 0 ? text.card.and(words) : `${text.listed(words)} ${text.andMore(more)}`;
}

export function distinct(values: string[]): string[] {
  return [...new Set(values)];
}

/** Lines that are there, one below the other. */
export function lines(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n');
}

/** Parts that are there, one after the other. */
export function parts(...all: (string | undefined | false)[]): string {
  return all.filter((part) => part !== undefined && part !== false && part !== '').join(SEPARATOR);
}
