import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { Unavailable } from '../domain/errors';
import { chunksOf } from '../domain/group-by';
import { callAws } from './aws-errors';

/** SQS: entries of one batch call. */
const BATCH = 10;

/** A message without its id, which only its batch needs. */
export type Entry = Omit<SendMessageBatchRequestEntry, 'Id'>;

/** Sends any number of messages, ten a call, in order. Rejects with `Unavailable` if the queue did not take one of them. */
export async function sendInBatches(
  sqs: SQSClient,
  QueueUrl: string,
  entries: Entry[],
): Promise<void> {
  for (const batch of chunksOf(entries, BATCH)) {
    const Entries = batch.map((entry, index) => ({ ...entry, Id: String(index) }));
    const command = new SendMessageBatchCommand({ QueueUrl, Entries });
    const { Failed = [] } = await callAws('put messages in the queue', () => sqs.send(command));
    if (Failed.length > 0) throw notTaken(Failed.length, Failed[0]);
  }
}

/** A batch call succeeds even if the queue refuses some of its messages. */
function notTaken(count: number, cause: unknown): Unavailable {
  return new Unavailable('queue', `The queue did not take ${count} messages; send them again.`, {
    cause,
  });
}
