import * as z from 'zod';
import { checkMessage, checkView } from '../blocks/check';
import type { Breach } from '../blocks/rule';
import { isJson, listAt } from '../json';
import { json, type Method, method, no, type Reply, yes } from './method';

/** `blocks.validate`: exactly one of blocks, message and view; answers each breach with its place. */
const validate = method(
  'tier3',
  [],
  z.object({ blocks: json, message: json, view: json }),
  (_slack, args) => {
    const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== '');
    const [first, second] = given;
    if (first === undefined || second !== undefined) {
      const messages = ['must provide exactly one of `blocks`, `view`, or `message`'];
      return no('invalid_arguments', { response_metadata: { messages } });
    }
    const [name, value] = first;
    return answer(`invalid_${name}`, breachesOf(name, value));
  },
);

function breachesOf(name: string, value: unknown): Breach[] {
  if (name === 'view') return checkView(value, '');
  if (name === 'blocks') return checkMessage(value, '');
  if (!isJson(value)) return [{ pointer: '', message: 'must be an object' }];
  return checkMessage(listAt(value, 'blocks'), '/blocks');
}

function answer(error: string, breaches: Breach[]): Reply {
  if (breaches.length === 0) return yes();
  return no(error, {
    errors: breaches.map(({ pointer, message }) => ({
      code: 'failed_constraint',
      message,
      pointer,
      constraint: { type: 'rule' },
    })),
  });
}

export const VALIDATE_METHODS: Readonly<Record<string, Method>> = { 'blocks.validate': validate };
