import * as z from 'zod';
import type { Environment } from '../environment';
import type { Operations } from '../operation';
import { operationsRefusing } from '../operation';
import { printSettings } from './attributes';
import { batchOperations } from './batch-operations';
import type { Message } from './message';
import { md5, md5OfAttributes, systemAttributes } from './message';
import type { Queue } from './queue';
import { sendInput, sent, toSend } from './send-format';
import type { Sqs } from './sqs';

const operation = operationsRefusing('InvalidParameterValueException', 'InvalidParameterValue');

const QUEUE = { QueueUrl: z.string() };
const attributesInput = z.record(z.string(), z.string());

const receiveInput = z.object({
  ...QUEUE,
  MaxNumberOfMessages: z.number().int().min(1).max(10).optional(),
  WaitTimeSeconds: z.number().int().min(0).max(20).optional(),
  VisibilityTimeout: z.number().int().min(0).max(43_200).optional(),
  AttributeNames: z.array(z.string()).optional(),
  MessageSystemAttributeNames: z.array(z.string()).optional(),
  MessageAttributeNames: z.array(z.string()).optional(),
});

/** SQS over AWS JSON 1.0. `urlOf` makes a queue's URL, whose host must lead back to this server. */
export function sqsOperations(
  sqs: Sqs,
  env: Environment,
  urlOf: (name: string) => string,
): Operations {
  return {
    ...queueOperations(sqs, urlOf),
    ...messageOperations(sqs, env),
    ...batchOperations((url) => queueAt(sqs, url)),
  };
}

/** Only the path of a queue URL counts, as behind an endpoint override. */
function queueAt(sqs: Sqs, url: string): Queue {
  return sqs.queue(/\/?([^/]+)\/?$/.exec(url)?.[1] ?? '');
}

function queueOperations(sqs: Sqs, urlOf: (name: string) => string): Operations {
  return {
    CreateQueue: operation(
      z.object({
        QueueName: z.string(),
        Attributes: attributesInput.optional(),
        tags: z.unknown().optional(),
      }),
      ({ QueueName, Attributes = {} }) => ({
        QueueUrl: urlOf(sqs.create(QueueName, Attributes).name),
      }),
    ),
    GetQueueUrl: operation(z.object({ QueueName: z.string() }), ({ QueueName }) => ({
      QueueUrl: urlOf(sqs.queue(QueueName).name),
    })),
    GetQueueAttributes: operation(
      z.object({ ...QUEUE, AttributeNames: z.array(z.string()).optional() }),
      ({ QueueUrl, AttributeNames = [] }) => {
        const all = attributesOf(queueAt(sqs, QueueUrl));
        return { Attributes: chosen(all, AttributeNames) };
      },
    ),
  };
}

function messageOperations(sqs: Sqs, env: Environment): Operations {
  return {
    SendMessage: operation(sendInput.extend(QUEUE), ({ QueueUrl, ...rest }) => {
      const input = toSend(rest);
      return sent(queueAt(sqs, QueueUrl).send(input), input);
    }),
    ReceiveMessage: operation(receiveInput, async ({ QueueUrl, ...input }, { signal }) => {
      const messages = await queueAt(sqs, QueueUrl).receive({
        signal,
        max: input.MaxNumberOfMessages ?? 1,
        ...(input.WaitTimeSeconds !== undefined && { waitSeconds: input.WaitTimeSeconds }),
        ...(input.VisibilityTimeout !== undefined && {
          visibilityTimeout: input.VisibilityTimeout,
        }),
      });
      const names = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
      return messages.length === 0
        ? {}
        : {
            Messages: messages.map((message) =>
              received(message, names, input.MessageAttributeNames ?? [], env),
            ),
          };
    }),
    DeleteMessage: operation(
      z.object({ ...QUEUE, ReceiptHandle: z.string() }),
      ({ QueueUrl, ReceiptHandle }) => {
        queueAt(sqs, QueueUrl).delete(ReceiptHandle);
        return {};
      },
    ),
  };
}

function received(message: Message, names: string[], attributeNames: string[], env: Environment) {
  const attributes = chosen(message.attributes, attributeNames);
  const checksum = md5OfAttributes(attributes);
  const system = chosen(systemAttributes(message, env.account), names);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(checksum && { MessageAttributes: attributes, MD5OfMessageAttributes: checksum }),
  };
}

/** Names asked for: exact, `All`, `.*` or a prefix ending in `.*`. */
function chosen<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  const wanted = (name: string) =>
    names.some(
      (asked) =>
        asked === 'All' ||
        asked === name ||
        (asked.endsWith('.*') && name.startsWith(asked.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name)));
}

function attributesOf(queue: Queue): Record<string, string> {
  const depth = queue.depth();
  const created = String(Math.floor(queue.createdAt / 1000));
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(depth.visible),
    ApproximateNumberOfMessagesNotVisible: String(depth.inFlight),
    ApproximateNumberOfMessagesDelayed: String(depth.delayed),
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
    ...printSettings(queue.settings()),
  };
}
