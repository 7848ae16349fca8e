import { createHash } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type DecisionJob, groupOf, isDecision, type Job, type TaskJob } from '../domain/job';
import type { Queue } from '../ports/queues';
import { callAws } from './aws-errors';
import { type Entry, sendInBatches } from './send-batch';

/* Not in queues.ts, so that a cold start of the slack function loads two commands of the SDK. */

/** URLs of the queue of decisions (standard) and of the queue of tasks (FIFO). */
export interface JobQueueUrls {
  decide: string;
  tasks: string;
}

/** The two queues of jobs. `attempts` is 2 where a person waits for the answer, more elsewhere. */
export function createJobQueue(
  urls: JobQueueUrls,
  attempts: number,
  sqs = new SQSClient({ maxAttempts: attempts }),
): Queue {
  return {
    send: async (job) => {
      const QueueUrl = isDecision(job) ? urls.decide : urls.tasks;
      const command = new SendMessageCommand({ QueueUrl, ...entryOf(job) });
      await callAws('put the job in the queue', () => sqs.send(command));
    },
    sendAll: async (jobs) => {
      await sendInBatches(sqs, urls.decide, jobs.filter(isDecision).map(decisionEntry));
      await sendInBatches(sqs, urls.tasks, jobs.filter(isTask).map(taskEntry));
    },
  };
}

function isTask(job: Job): job is TaskJob {
  return !isDecision(job);
}

function entryOf(job: Job): Entry {
  return isDecision(job) ? decisionEntry(job) : taskEntry(job);
}

function decisionEntry(job: DecisionJob): Entry {
  return { MessageBody: JSON.stringify(job) };
}

function taskEntry(job: TaskJob): Entry {
  return {
    MessageBody: JSON.stringify(job),
    MessageGroupId: groupOf(job),
    MessageDeduplicationId: nameOf(job),
  };
}

/**
 * FIFO deduplication holds for five minutes (SQS): the same request sent twice is one task, two tasks of one request
 * are two. The rest of the origin is left out: it is the same request wherever its answer goes.
 */
function nameOf({ origin, ...content }: TaskJob): string {
  const text = JSON.stringify([content.type, origin.requestId, content]);
  return createHash('sha256').update(text).digest('hex');
}
