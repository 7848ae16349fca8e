import type { Json, JsonObject } from '../json';
import { isObject } from '../json';
import { StateError } from './state-error';

/** What paths read: the state's input by `$`, the context object by `$$`. */
export interface Scope {
  input: Json;
  context: JsonObject;
}

/** A payload template with its paths and functions replaced: what is under `name.$` comes out under `name`. */
export function fill(template: Json, scope: Scope): Json {
  if (Array.isArray(template)) return template.map((each) => fill(each, scope));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$')
        ? [name.slice(0, -2), evaluate(value, scope)]
        : [name, fill(value, scope)],
    ),
  );
}

/** The input with a result put in at `path`, as `ResultPath` says; null drops the result. */
export function putResult(input: Json, result: Json, path: string | null | undefined): Json {
  if (path === null) return input;
  const names = namesIn(path ?? '$');
  return names.length === 0 ? result : putAt(input, names, result);
}

function putAt(holder: Json, [name = '', ...rest]: string[], value: Json): Json {
  const object = isObject(holder) ? holder : {};
  const inner = rest.length === 0 ? value : putAt(object[name] ?? {}, rest, value);
  return { ...object, [name]: inner };
}

function evaluate(expression: Json, scope: Scope): Json {
  if (typeof expression !== 'string') throw runtime(`${JSON.stringify(expression)} is not a path`);
  const [, format] = /^States\.Format\((.*)\)$/s.exec(expression) ?? [];
  return format === undefined ? readPath(expression, scope) : formatted(format, scope);
}

/** `'text with {}', $.path, ...`: the one intrinsic function that is used. */
function formatted(text: string, scope: Scope): string {
  const [, template, paths = ''] = /^\s*'((?:[^'\\]|\\.)*)'\s*(?:,(.*))?$/s.exec(text) ?? [];
  if (template === undefined) throw runtime(`States.Format(${text}) has no template`);
  const values = paths
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((path) => readPath(path, scope));
  const holes = template.split('{}');
  if (holes.length - 1 !== values.length)
    throw runtime(
      `States.Format(${text}) has ${holes.length - 1} holes for ${values.length} values`,
    );
  return holes.map((part, index) => part.replace(/\\(.)/g, '$1') + textOf(values[index])).join('');
}

function textOf(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function readPath(path: string, { input, context }: Scope): Json {
  const isOfContext = path.startsWith('$$');
  let value: Json | undefined = isOfContext ? context : input;
  for (const name of namesIn(isOfContext ? path.slice(1) : path)) {
    value = isObject(value) ? value[name] : undefined;
  }
  if (value !== undefined) return value;
  throw new StateError(
    'States.ParameterPathFailure',
    `The JSONPath '${path}' could not be found in the input`,
  );
}

function namesIn(path: string): string[] {
  if (!/^\$(\.[A-Za-z0-9_-]+)*$/.test(path)) throw runtime(`${path} is not a path of plain names`);
  return path.split('.').slice(1);
}

function runtime(why: string): StateError {
  return new StateError('States.Runtime', `An error occurred: ${why}`);
}
