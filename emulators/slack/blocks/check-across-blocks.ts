import { isJson, type Json, listAt, objectAt, textAt } from '../json';
import { elementsOf, optionsOf } from './elements-of';
import type { Breach } from './rule';

/** At most so many blocks of a kind in one message, as Slack documents them. */
const AT_MOST: Readonly<Record<string, number>> = { table: 1, data_visualization: 2 };
const MARKDOWN_TOGETHER = 12_000;
const TABLE_CELLS_TOGETHER = 10_000;

/** Rules that span several objects, so that no table entry can hold them. */
export function checkAcrossBlocks(blocks: readonly unknown[], pointer: string): Breach[] {
  return [
    ...checkBlockIds(blocks),
    ...checkActionIds(blocks),
    ...checkCounts(blocks),
    ...checkMarkdown(blocks),
    ...blocks.flatMap((block, index) => (isJson(block) ? checkBlock(block, `/${index}`) : [])),
    ...checkInitials(blocks),
  ].map((breach) => ({ ...breach, pointer: `${pointer}${breach.pointer}` }));
}

/** Slack: a block_id is unique in its message. */
function checkBlockIds(blocks: readonly unknown[]): Breach[] {
  const ids = blocks.map((block) => textAt(block, 'block_id'));
  return repeats(ids).map((index) => ({
    pointer: `/${index}/block_id`,
    message: `block_id "${ids[index]}" already exists for another block`,
  }));
}

/** Slack: an action_id is unique in its block; the same one may return in another block. */
function checkActionIds(blocks: readonly unknown[]): Breach[] {
  return blocks.flatMap((block, index) => {
    const placed = elementsOf([block]);
    const ids = placed.map(({ actionId }) => (actionId === '' ? undefined : actionId));
    return repeats(ids).map((at) => ({
      pointer: `/${index}${(placed[at]?.pointer ?? '').slice(2)}/action_id`,
      message: `action_id "${ids[at]}" already exists for another element of this block`,
    }));
  });
}

function repeats(values: readonly (string | undefined)[]): number[] {
  return values.flatMap((value, index) =>
    value !== undefined && values.indexOf(value) < index ? [index] : [],
  );
}

function checkCounts(blocks: readonly unknown[]): Breach[] {
  return Object.entries(AT_MOST).flatMap(([type, most]) => {
    const count = blocks.filter((block) => textAt(block, 'type') === type).length;
    return count > most
      ? [{ pointer: '', message: `no more than ${most} blocks of type ${type} allowed` }]
      : [];
  });
}

function checkMarkdown(blocks: readonly unknown[]): Breach[] {
  const markdown = blocks.filter((block) => textAt(block, 'type') === 'markdown');
  const length = markdown.reduce<number>(
    (sum, block) => sum + (textAt(block, 'text') ?? '').length,
    0,
  );
  return length > MARKDOWN_TOGETHER
    ? [
        {
          pointer: '',
          message: `markdown blocks must be less than ${MARKDOWN_TOGETHER + 1} characters together`,
        },
      ]
    : [];
}

function checkBlock(block: Json, pointer: string): Breach[] {
  if (block['type'] === 'table') return checkTable(block, pointer);
  if (block['type'] === 'data_visualization') return checkChart(objectAt(block, 'chart'), pointer);
  return [];
}

function checkTable(table: Json, pointer: string): Breach[] {
  const length = charactersIn(table['rows']);
  return length > TABLE_CELLS_TOGETHER
    ? [
        {
          pointer: `${pointer}/rows`,
          message: `cells must be less than ${TABLE_CELLS_TOGETHER + 1} characters together`,
        },
      ]
    : [];
}

function charactersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + charactersIn(item), 0);
  if (!isJson(value)) return 0;
  return (textAt(value, 'text') ?? '').length + charactersIn(value['elements']);
}

/** Slack: each series has one point for each category, in the same words. */
function checkChart(chart: Json, pointer: string): Breach[] {
  const categories = listAt(objectAt(chart, 'axis_config'), 'categories');
  return listAt(chart, 'series').flatMap((series, index) => {
    const labels = listAt(series, 'data').map((point) => textAt(point, 'label'));
    const same =
      labels.length === categories.length &&
      categories.every((name) => labels.some((label) => label === name));
    return same
      ? []
      : [
          {
            pointer: `${pointer}/chart/series/${index}/data`,
            message: 'must have one point for each category',
          },
        ];
  });
}

/** Slack: what is chosen at first must be one of the options, letter by letter. */
function checkInitials(blocks: readonly unknown[]): Breach[] {
  return elementsOf(blocks).flatMap(({ element, pointer }) => {
    const options = optionsOf(element).map(fingerprint);
    const single = isJson(element['initial_option']) ? [element['initial_option']] : [];
    const stray = [...single, ...listAt(element, 'initial_options')].some(
      (initial) => !options.includes(fingerprint(initial)),
    );
    return stray ? [{ pointer, message: 'initial option must be one of the options' }] : [];
  });
}

function fingerprint(option: unknown): string {
  return JSON.stringify([textAt(option, 'value'), textAt(objectAt(option, 'text'), 'text')]);
}
