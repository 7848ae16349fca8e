import { isJson, type Json, listAt, objectAt, textAt } from '../json';
import { elementsOf, optionsOf } from './elements-of';
import type { Breach } from './rule';

/** Charts in one message, as Slack documents it. */
const MOST_CHARTS = 2;

/** Checks the rules that concern several objects, which the tables cannot express. */
export function checkAcrossBlocks(blocks: readonly unknown[], pointer: string): Breach[] {
  return [
    ...checkBlockIds(blocks),
    ...checkActionIds(blocks),
    ...checkCharts(blocks),
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

/** Slack: an action_id is unique in its block; another block may use it too. */
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

function checkCharts(blocks: readonly unknown[]): Breach[] {
  const isChart = (block: unknown) => textAt(block, 'type') === 'data_visualization';
  const tooMany = `no more than ${MOST_CHARTS} blocks of type data_visualization allowed`;
  return [
    ...(blocks.filter(isChart).length > MOST_CHARTS ? [{ pointer: '', message: tooMany }] : []),
    ...blocks.flatMap((block, index) =>
      isChart(block) ? checkChart(objectAt(block, 'chart'), `/${index}`) : [],
    ),
  ];
}

/** Slack: each series has one point for each category, with the same label. */
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

/** Slack: the initial option must equal one of the options. */
function checkInitials(blocks: readonly unknown[]): Breach[] {
  return elementsOf(blocks).flatMap(({ element, pointer }) => {
    const initial = element['initial_option'];
    const options = optionsOf(element).map(fingerprint);
    return isJson(initial) && !options.includes(fingerprint(initial))
      ? [{ pointer, message: 'initial option must be one of the options' }]
      : [];
  });
}

function fingerprint(option: unknown): string {
  return JSON.stringify([textAt(option, 'value'), textAt(objectAt(option, 'text'), 'text')]);
}
