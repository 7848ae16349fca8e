import { isJson, objectAt, textAt } from '../json';
import { elementsOf, optionsOf } from './elements-of';
import type { Breach } from './rule';

/** Checks the rules that concern several objects, which the tables cannot express. */
export function checkAcrossBlocks(blocks: readonly unknown[], pointer: string): Breach[] {
  return [...checkBlockIds(blocks), ...checkActionIds(blocks), ...checkInitials(blocks)].map(
    (breach) => ({ ...breach, pointer: `${pointer}${breach.pointer}` }),
  );
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
