import * as z from 'zod';
import { AwsError } from '../aws-error';
import type { SendInput } from './check-send';
import type { Message } from './message';
import { md5, md5OfAttributes } from './message';

const attributeInput = z.object({
  DataType: z.string().regex(/^(String|Number|Binary)(\..+)?$/),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

export const sendInput = z.object({
  MessageBody: z.string(),
  DelaySeconds: z.number().int().min(0).max(900).optional(),
  MessageAttributes: z.record(z.string(), attributeInput).optional(),
  MessageSystemAttributes: z.unknown().optional(),
  MessageDeduplicationId: z.string().optional(),
  MessageGroupId: z.string().optional(),
});

export function toSend(input: z.infer<typeof sendInput>): SendInput {
  return {
    body: input.MessageBody,
    attributes: input.MessageAttributes,
    delaySeconds: input.DelaySeconds,
    groupId: input.MessageGroupId,
    deduplicationId: input.MessageDeduplicationId,
  };
}

/** The checksums are of what was sent now, also when an earlier message of that id answers for it. */
export function sent(message: Message, input: SendInput) {
  const attributes = md5OfAttributes(input.attributes ?? {});
  return {
    MessageId: message.id,
    MD5OfMessageBody: md5(input.body),
    ...(attributes && { MD5OfMessageAttributes: attributes }),
    ...(message.sequenceNumber && { SequenceNumber: message.sequenceNumber }),
  };
}

/** The refusal for a batch, with SQS's older code beside it. */
export function batchError(code: string, message: string): AwsError {
  return new AwsError(code, message, 400, `AWS.SimpleQueueService.${code}`);
}
