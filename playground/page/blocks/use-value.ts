import type { ElementProps } from './element-props';
import { type Json, readString, readText } from './read';
import { useSurface } from './surface';
import { VALUE_KEYS } from './values';

interface Value {
  value: unknown;
  /** Keeps the new value and, unless the element is silent, sends it to the app. */
  change(next: unknown): void;
  /** Keeps the new value only. */
  keep(next: unknown): void;
  /** Sends the value to the app. */
  tell(next: unknown): void;
  /** Attributes by which tests and assistive technology find the element. */
  attributes: Record<string, string | undefined>;
}

/** Connects an element with the values of its surface. */
export function useValue({
  element,
  blockId,
  silent,
  labelledBy,
  describedBy,
}: ElementProps): Value {
  const surface = useSurface();
  const actionId = readString(element['action_id']);
  const type = readString(element['type']);
  const key = VALUE_KEYS[type] ?? 'value';
  const keep = (next: unknown) => surface.set(blockId, actionId, { type, [key]: next });
  const tell = (next: unknown) => void surface.dispatch(blockId, element, { [key]: next });
  return {
    value: surface.values[blockId]?.[actionId]?.[key],
    keep,
    tell,
    change(next) {
      keep(next);
      if (!silent) tell(next);
    },
    attributes: attributesOf(element, blockId, labelledBy, describedBy),
  };
}

function attributesOf(element: Json, blockId: string, labelledBy?: string, describedBy?: string) {
  const placeholder = readText(element['placeholder']);
  return {
    'data-block-id': blockId,
    'data-action-id': readString(element['action_id']),
    'aria-labelledby': labelledBy,
    'aria-describedby': describedBy,
    'aria-label': labelledBy ? undefined : placeholder || readString(element['action_id']),
  };
}
