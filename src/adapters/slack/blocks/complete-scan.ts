import type { AffectedImage, Detection, Finding } from '../../../domain/finding';
import type { IndexAnswer } from '../../../domain/index-answer';
import type { JudgedImage } from '../../../domain/vulnerability-index';
import { code, escaped } from '../escape';
import { imagePlaces, remedy } from './finding';
import { imageLabels } from './image-labels';
import { advisoryUrl, link } from './links';
import type { Room } from './packages';
import { type RenderContext, showTime } from './render-context';
import { type Block, context as contextBlock, MARK, plainContext, section } from './shared-blocks';
import { textsOf } from './texts';

/*
 * What the last complete scan says about one vulnerability, at every severity: where it is, where it was not found, and
 * where that proves nothing.
 */

/** Images whose packages are compared and named; more do not fit into a message anyway. */
const MOST_IMAGES = 300;
/** Images that are named as not judged, or as found by an earlier scan. */
const NAMED = 5;
/** Images without it are named up to this many, else counted. */
const NAMED_WITHOUT = 3;

/** Where it is, of a vulnerability that is no finding. */
export function drawFound(
  { detection, ...answer }: IndexAnswer & { detection: Detection },
  id: string,
  room: Room,
  context: RenderContext,
): { text: string; blocks: Block[] } {
  const { text } = context;
  const { severity, score, scoreVersion, title, primaryUrl, images } = detection;
  const facts = [
    `*${link(advisoryUrl(primaryUrl, id), id, 60)}*`,
    `${MARK[severity]} *${text.severity[severity]}*`,
    ...(score === undefined
      ? []
      : [text.alert.score(score.toFixed(1), scoreVersion && escaped(scoreVersion, 10))]),
  ];
  const found = text.answer.isIn(escaped(id, 80), text.images(images.length));
  return {
    text: text.sentences([found, ...spokenUnjudged(answer, context)]),
    blocks: [
      section(facts.join(' · ')),
      plainContext(title || id, 150),
      section(remedy(detection, context)),
      ...textsOf(placesOf(detection, room, context)).map(contextBlock),
      plainContext(text.answer.isNoFinding, 200),
      ...drawRest(answer, [], context),
    ],
  };
}

/** That it was found nowhere, which is said of the images that could be judged and of no others. */
export function drawFoundNowhere(
  answer: IndexAnswer,
  id: string,
  context: RenderContext,
): { text: string; blocks: Block[] } {
  const { text } = context;
  const { notFound, unjudged } = answer;
  const [judged, all] = [notFound.length, notFound.length + unjudged.length];
  const name = escaped(id, 80);
  const title = (shown: string) =>
    judged === 0 ? text.answer.notKnown(shown) : text.answer.notFoundIn(shown, judged, all);
  const spoken = judged === 0 ? title(name) : text.answer.notFoundSpoken(name, judged);
  const lines = [...unjudgedLine(answer, context), text.answer.notScanned];
  return {
    text: text.sentences([spoken, ...spokenUnjudged(answer, context)]),
    blocks: [
      section(title(`*${name}*`)),
      contextBlock(upperFirst(lines.join(' · '))),
      scanLine(answer, context),
    ],
  };
}

/** What the scan adds to what findings say: further images, and those without it. */
export function drawBeside(
  answer: IndexAnswer,
  findings: Finding[],
  room: Room,
  context: RenderContext,
): Block[] {
  const named = imagesOf(findings);
  const further = furtherIn(answer, findings);
  const places = further === undefined ? [] : placesOf(further, room, context);
  return [
    ...(places.length === 0
      ? []
      : textsOf([context.text.answer.alsoFound, ...places]).map(contextBlock)),
    ...drawRest(answer, named, context),
  ];
}

/** Where it is beside the images that the findings name, such as more images than fit into a finding. */
export function furtherIn({ detection }: IndexAnswer, findings: Finding[]): Detection | undefined {
  if (detection === undefined) return undefined;
  const named = imagesOf(findings);
  const images = detection.images.filter((image) => !named.some((each) => isSame(each, image)));
  if (images.length === 0) return undefined;
  const packages = detection.packages.filter((entry) =>
    images.some(({ name, tag }) => entry.image === name && entry.tag === tag),
  );
  return { ...detection, images, packages };
}

/** Findings that are gone say where they were. */
function imagesOf(findings: Finding[]): AffectedImage[] {
  return findings
    .filter(({ recordState }) => recordState === 'ACTIVE')
    .flatMap(({ images }) => images);
}

/** A finding names at most one tag of an image; without one it stands for all of them. */
function isSame(a: AffectedImage, b: AffectedImage): boolean {
  return a.name === b.name && (a.tag === undefined || b.tag === undefined || a.tag === b.tag);
}

function placesOf(detection: Detection, room: Room, context: RenderContext): string[] {
  const images = detection.images.slice(0, MOST_IMAGES);
  const more = detection.images.length - images.length;
  const kept = new Set(images.map(keyOf));
  const packages = detection.packages.filter(({ image = '', tag }) =>
    kept.has(keyOf({ name: image, ...(tag !== undefined && { tag }) })),
  );
  const shown = { ...detection, images, packages, recordState: 'ACTIVE' as const };
  const lines = imagePlaces(shown, room, context);
  return more === 0 ? lines : [...lines, context.text.andMore(more)];
}

function keyOf({ name, tag }: Pick<AffectedImage, 'name' | 'tag'>): string {
  return `${name} ${tag ?? ''}`;
}

/** Images with old results, those without it but for `named`, those that were not judged, and which scan it was. */
function drawRest(
  answer: Omit<IndexAnswer, 'detection'>,
  named: AffectedImage[],
  context: RenderContext,
): Block[] {
  const notFound = answer.notFound.filter((image) => !named.some((each) => isSame(each, image)));
  const unjudged = answer.unjudged.filter(
    ({ image }) => !named.some((each) => isSame(each, image)),
  );
  const line = [
    ...withoutLine(notFound, context),
    ...unjudgedLine({ ...answer, unjudged }, context),
  ].join(' · ');
  return [
    ...earlierLines(answer, context).map(contextBlock),
    ...(line === '' ? [] : [contextBlock(upperFirst(line))]),
    scanLine(answer, context),
  ];
}

function withoutLine(images: AffectedImage[], { text }: RenderContext): string[] {
  if (images.length === 0) return [];
  if (images.length > NAMED_WITHOUT) return [text.answer.notFoundInOthers(images.length)];
  return [text.answer.notFoundInNamed(text.listed(namesOf(images, text)))];
}

function unjudgedLine(
  { unjudged }: Pick<IndexAnswer, 'unjudged'>,
  context: RenderContext,
): string[] {
  const { text } = context;
  if (unjudged.length === 0) return [];
  const shown = unjudged.slice(0, NAMED);
  const names = namesOf(
    shown.map(({ image }) => image),
    text,
  );
  const items = shown.map(({ why }, index) => `${names[index]} (${reasonOf(why, context)})`);
  const more = unjudged.length - shown.length;
  const list = text.listed(items);
  return [text.answer.notJudged(more === 0 ? list : `${list} ${text.andMore(more)}`)];
}

function reasonOf({ failed, doubt }: JudgedImage, { text }: RenderContext): string {
  const { unjudged } = text.answer;
  if (failed !== undefined || doubt === undefined) return unjudged.failed;
  return unjudged[doubt.reason](
    doubt.os === undefined ? text.attention.itsSystem : escaped(doubt.os, 40),
  );
}

function earlierLines({ earlier }: Pick<IndexAnswer, 'earlier'>, context: RenderContext): string[] {
  const { text } = context;
  const shown = earlier.slice(0, NAMED);
  const names = namesOf(
    shown.map(({ image }) => image),
    text,
  );
  const more = earlier.length - shown.length;
  return [
    ...shown.map(({ at }, index) => text.answer.earlier(names[index] ?? '', showTime(context, at))),
    ...(more === 0 ? [] : [text.andMore(more)]),
  ].slice(0, NAMED + 1);
}

function scanLine({ at }: Pick<IndexAnswer, 'at'>, context: RenderContext): Block {
  return contextBlock(context.text.answer.completeScan(showTime(context, at)));
}

function spokenUnjudged(
  { unjudged }: Pick<IndexAnswer, 'unjudged'>,
  { text }: RenderContext,
): string[] {
  return unjudged.length === 0 ? [] : [text.answer.unjudgedSpoken(unjudged.length)];
}

function namesOf(images: AffectedImage[], text: RenderContext['text']): string[] {
  return [...imageLabels(images, text).values()].map((label) => code(label, 60));
}

function upperFirst(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
