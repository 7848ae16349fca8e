/** What one member of a Block Kit object must be. The tables beside this file are made of these. */
export type Rule =
  | { is: 'string'; min?: number; max?: number; among?: readonly string[]; matches?: RegExp }
  | { is: 'number'; min?: number; max?: number; above?: number }
  | { is: 'boolean' }
  | { is: 'list'; of: Rule; min?: number; max?: number }
  | { is: 'text'; type: readonly string[]; max: number }
  | { is: 'shape'; name: string }
  | { is: 'typed'; among: Readonly<Record<string, string>> }
  | { is: 'object' };

/** One Block Kit object: its members, which of them are needed, and which exclude each other. */
export interface Shape {
  needs?: Readonly<Record<string, Rule>>;
  may?: Readonly<Record<string, Rule>>;
  /** At least one of these members. */
  some?: readonly string[];
  /** Exactly one of these members. */
  one?: readonly string[];
}

/** A breach of a rule: where, as a JSON pointer, and what Slack says about it. */
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

/** An object whose `type` says which shape it has; a name maps a type to a shape called otherwise. */
export function typed(...names: (string | Readonly<Record<string, string>>)[]): Rule {
  const pairs = names.flatMap((name) =>
    typeof name === 'string' ? [[name, name]] : Object.entries(name),
  );
  return { is: 'typed', among: Object.fromEntries(pairs) };
}
