import { isJson, type Json, listAt, objectAt, textAt } from '../json';

/** An interactive element and the block that holds it. */
export interface Placed {
  block: Json;
  blockId: string;
  element: Json;
  actionId: string;
  pointer: string;
}

/** The interactive elements of a list of blocks, in the order they are shown. */
export function elementsOf(blocks: readonly unknown[]): Placed[] {
  return blocks.flatMap((block, index) => {
    if (!isJson(block)) return [];
    return holders(block).map(({ element, path }) => ({
      block,
      blockId: textAt(block, 'block_id') ?? '',
      element,
      actionId: textAt(element, 'action_id') ?? '',
      pointer: `/${index}/${path}`,
    }));
  });
}

function holders(block: Json): { element: Json; path: string }[] {
  if (block['type'] === 'section' && isJson(block['accessory'])) {
    return [{ element: block['accessory'], path: 'accessory' }];
  }
  if (block['type'] === 'input') return [{ element: objectAt(block, 'element'), path: 'element' }];
  if (block['type'] !== 'actions') return [];
  return listAt(block, 'elements').flatMap((element, index) =>
    isJson(element) ? [{ element, path: `elements/${index}` }] : [],
  );
}

/** All options of a select, of radio buttons or of an overflow menu. */
export function optionsOf(element: Json): Json[] {
  return listAt(element, 'options').filter(isJson);
}
