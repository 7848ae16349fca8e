/** What a field may hold. Lengths count UTF-8 bytes: AWS does not say which unit, bytes are the safe one. */
export type Rule =
  | { is: 'text'; max?: number; min?: number; pattern?: RegExp }
  | { is: 'enum'; values: readonly string[] }
  | { is: 'number'; min?: number; max?: number; integer?: boolean }
  | { is: 'boolean' }
  | { is: 'time' }
  | { is: 'url' }
  | { is: 'list'; of: Rule; min?: number; max?: number }
  | { is: 'map'; max: number; key: number; value: number; keys?: RegExp }
  | { is: 'object'; shape: Shape }
  | { is: 'any' };

/** A structure of the service model: its name there, what must be there, what may be. */
export interface Shape {
  name: string;
  required: readonly string[];
  fields: Readonly<Record<string, Rule>>;
  /** One of these must be there when the object is sent. */
  oneOf?: readonly string[];
}

export const text = (max?: number, min?: number): Rule => ({
  is: 'text',
  ...(max !== undefined && { max }),
  ...(min !== undefined && { min }),
});
export const oneOf = (...values: string[]): Rule => ({ is: 'enum', values });
export const list = (of: Rule, max?: number, min?: number): Rule => ({
  is: 'list',
  of,
  ...(max !== undefined && { max }),
  ...(min !== undefined && { min }),
});
export const object = (shape: Shape): Rule => ({ is: 'object', shape });
export const double: Rule = { is: 'number' };
export const ratio: Rule = { is: 'number', integer: true, min: 0, max: 100 };
export const time: Rule = { is: 'time' };
export const url: Rule = { is: 'url' };
export const any: Rule = { is: 'any' };
