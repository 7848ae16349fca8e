/** The type and the limits of one member of a Block Kit object. */
export type Rule =
  | { is: 'string'; min?: number; max?: number; among?: readonly string[]; matches?: RegExp }
  | { is: 'number'; min?: number; max?: number }
  | { is: 'boolean' }
  | { is: 'list'; of: Rule; min?: number; max?: number }
  | { is: 'text'; type: readonly string[]; max: number }
  | { is: 'shape'; name: string }
  | { is: 'typed'; among: Readonly<Record<string, string>> }
  | { is: 'object' };

/** One Block Kit object: the members it needs and those it may have. */
export interface Shape {
  needs?: Readonly<Record<string, Rule>>;
  may?: Readonly<Record<string, Rule>>;
  /** At least one of these members. */
  some?: readonly string[];
}

/** A broken rule: its place as a JSON pointer, and Slack's message. */
export interface Breach {
  pointer: string;
  message: string;
}

export const string = (max?: number, min = 1): Rule => ({
  is: 'string',
  min,
  ...(max === undefined ? {} : { max }),
});
export const among = (...values: string[]): Rule => ({ is: 'string', among: values });
export const boolean: Rule = { is: 'boolean' };
export const list = (of: Rule, min: number, max: number): Rule => ({ is: 'list', of, min, max });
export const plain = (max: number): Rule => ({ is: 'text', type: ['plain_text'], max });
export const text = (max: number): Rule => ({ is: 'text', type: ['plain_text', 'mrkdwn'], max });
export const shape = (name: string): Rule => ({ is: 'shape', name });

/** An object whose `type` names its shape. An argument is both names, or maps types to shapes of another name. */
export function typed(...names: (string | Readonly<Record<string, string>>)[]): Rule {
  const pairs = names.flatMap((name) =>
    typeof name === 'string' ? [[name, name]] : Object.entries(name),
  );
  return { is: 'typed', among: Object.fromEntries(pairs) };
}
