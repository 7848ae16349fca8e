import { randomUUID } from 'node:crypto';
import type { AwsError } from './aws-error';
import type { HttpReply } from './http';
import type { Protocol } from './route';
import { s3ErrorReply } from './s3/error';

const TYPES = {
  'json-1.0': 'application/x-amz-json-1.0',
  'json-1.1': 'application/x-amz-json-1.1',
  'rest-json': 'application/json',
  query: 'text/xml',
  s3: 'application/xml',
} as const satisfies Record<Protocol, string>;

/** A good answer on the wire. XML answers are strings already. */
export function goodReply(protocol: Protocol, output: unknown): HttpReply {
  const body = typeof output === 'string' ? output : JSON.stringify(output ?? {});
  return { status: 200, headers: headersOf(protocol), body };
}

/** A refusal on the wire, in the shape the SDKs of this protocol turn into a typed exception. */
export function errorReply(protocol: Protocol, error: AwsError): HttpReply {
  if (protocol === 's3') return s3ErrorReply(error);
  const headers = headersOf(protocol);
  if (protocol === 'query') return { status: error.status, headers, body: errorXml(error) };
  headers['x-amzn-errortype'] = error.code;
  if (protocol === 'json-1.0' && error.queryCode) {
    headers['x-amzn-query-error'] = `${error.queryCode};Sender`;
  }
  const body =
    protocol === 'rest-json'
      ? { Message: error.message, Code: error.code, message: error.message }
      : { __type: error.code, message: error.message };
  return { status: error.status, headers, body: JSON.stringify(body) };
}

function headersOf(protocol: Protocol): Record<string, string> {
  return { 'content-type': TYPES[protocol], 'x-amzn-requestid': randomUUID() };
}

function errorXml({ code, message }: AwsError): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.codePointAt(0)};`);
}
