import { AwsError } from '../aws-error';
import type { QueueSettings } from './attributes';
import type { MessageAttribute } from './message';
import { sha256 } from './message';

export interface SendInput {
  body: string;
  attributes?: Readonly<Record<string, MessageAttribute>> | undefined;
  delaySeconds?: number | undefined;
  groupId?: string | undefined;
  deduplicationId?: string | undefined;
}

const ID = /^[!-~]{1,128}$/;
/** Characters XML 1.0 has no place for; SQS refuses them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are looked for
const NOT_ALLOWED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** What a message goes under, or the refusal SQS gives for it. */
export function checkSend(
  input: SendInput,
  settings: QueueSettings,
): { groupId: string | undefined; deduplicationId: string | undefined } {
  checkBody(input, settings);
  if (input.groupId !== undefined && !ID.test(input.groupId)) throw badParameter('MessageGroupId');
  if (!settings.fifo) {
    if (input.deduplicationId !== undefined) throw badParameter('MessageDeduplicationId');
    return { groupId: input.groupId, deduplicationId: undefined };
  }
  if (input.groupId === undefined) {
    throw new AwsError(
      'MissingParameter',
      'The request must contain the parameter MessageGroupId.',
    );
  }
  if (input.delaySeconds) throw badParameter('DelaySeconds', 'it is not valid for this queue type');
  return { groupId: input.groupId, deduplicationId: deduplicationIdOf(input, settings) };
}

function checkBody(input: SendInput, settings: QueueSettings): void {
  if (input.body === '') {
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  }
  if (NOT_ALLOWED.test(input.body) || !isWellFormed(input.body)) {
    throw new AwsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are required.',
    );
  }
  if (sizeOf(input) > settings.maximumMessageSize) {
    throw badParameter(
      'MessageBody',
      `it should be shorter than ${settings.maximumMessageSize} bytes`,
    );
  }
}

/** Body and attributes count together. */
export function sizeOf({ body, attributes = {} }: SendInput): number {
  const extra = Object.entries(attributes).map(
    ([name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue) +
      Buffer.byteLength(BinaryValue, 'base64'),
  );
  return extra.reduce((sum, bytes) => sum + bytes, Buffer.byteLength(body));
}

function deduplicationIdOf(input: SendInput, settings: QueueSettings): string {
  if (input.deduplicationId !== undefined) {
    if (!ID.test(input.deduplicationId)) throw badParameter('MessageDeduplicationId');
    return input.deduplicationId;
  }
  if (settings.contentBasedDeduplication) return sha256(input.body);
  throw badParameter(
    'MessageDeduplicationId',
    'the queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function badParameter(name: string, why = 'it is not valid'): AwsError {
  return new AwsError(
    'InvalidParameterValueException',
    `Value for parameter ${name} is invalid. Reason: ${why}.`,
    400,
    'InvalidParameterValue',
  );
}
