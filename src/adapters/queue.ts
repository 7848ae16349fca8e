import { createHash } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { groupOf, type Job } from '../domain/job';
import type { Queue } from '../ports/queues';
import { fromAws } from './aws-errors';

/** `attempts` 2 where a person waits for the answer, more in a worker. */
export function createQueue(queueUrl: string, attempts: number): Queue {
  const sqs = new SQSClient({ maxAttempts: attempts });
  return {
    send: async (job) => {
      try {
        await sqs.send(new SendMessageCommand(messageOf(queueUrl, job)));
      } catch (error) {
        throw fromAws(error, 'put the job in the queue');
      }
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
