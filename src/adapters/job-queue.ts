import { createHash } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { groupOf, type Job } from '../domain/job';
import type { Queue } from '../ports/queues';
import { callAws } from './aws-errors';

/* Not in queues.ts, so that a cold start of the slack function loads one command of the SDK. */

/** The actions queue, for jobs. `attempts` is 2 where a person waits for the answer, more elsewhere. */
export function createJobQueue(queueUrl: string, attempts: number): Queue {
  const sqs = new SQSClient({ maxAttempts: attempts });
  return {
    send: async (job) => {
      const command = new SendMessageCommand(messageOf(queueUrl, job));
      await callAws('put the job in the queue', () => sqs.send(command));
    },
  };
}

/** FIFO deduplication holds for five minutes (SQS): the same request sent twice is one job. */
function messageOf(queueUrl: string, job: Job) {
  return {
    QueueUrl: queueUrl,
    MessageBody: JSON.stringify(job),
    MessageGroupId: groupOf(job),
    MessageDeduplicationId: createHash('sha256')
      .update(`${job.type} ${job.origin.requestId}`)
      .digest('hex'),
  };
}
