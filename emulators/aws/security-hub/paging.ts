import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../aws-error';
import type { Json } from '../json';
import { canonical, parseJson } from '../json';

export interface Pager {
  /** A token that only this server takes back, and only beside the same question. */
  token(position: Json, question: Json): string;
  position(token: Json, question: Json): Json;
}

/** Opaque page tokens: what a token says is signed, and a changed one is refused. */
export function createPager(code = 'InvalidInputException'): Pager {
  const secret = randomBytes(32);
  const sign = (text: string, question: Json) =>
    createHmac('sha256', secret)
      .update(`${canonical(question)}\n${text}`)
      .digest('base64url');
  return {
    token(position, question) {
      const text = Buffer.from(JSON.stringify(position)).toString('base64url');
      return `${text}.${sign(text, question)}`;
    },
    position(token, question) {
      const [text = '', signature = ''] = typeof token === 'string' ? token.split('.') : [];
      if (!same(signature, sign(text, question))) throw new AwsError(code, 'Invalid NextToken');
      return parseJson(Buffer.from(text, 'base64url').toString());
    },
  };
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
