import { AwsError } from '../aws-error';
import type { QueueDepth } from '../changes';
import type { Environment } from '../environment';
import { defaultSettings, withAttributes } from './attributes';
import type { Queue } from './queue';
import { createQueue } from './queue';

export interface Sqs {
  /** Creates a queue; `name.fifo` makes it FIFO. Same name and attributes again gives the same queue. */
  create(name: string, attributes?: Readonly<Record<string, string>>): Queue;
  /** The queue, or the refusal the API gives. */
  queue(name: string): Queue;
  byArn(arn: string): Queue | undefined;
  depths(): QueueDepth[];
}

/** The queues of the account. */
export function createSqs(env: Environment): Sqs {
  const queues = new Map<string, Queue>();
  const byArn = (arn: string) => [...queues.values()].find((queue) => queue.arn === arn);
  const depths = () =>
    [...queues.values()].map((queue) => ({ name: queue.name, arn: queue.arn, ...queue.depth() }));
  env.changes.depthsFrom(depths);

  return {
    create(name, attributes = {}) {
      checkName(name, attributes);
      const settings = withAttributes(defaultSettings(name.endsWith('.fifo')), attributes);
      const existing = queues.get(name);
      if (existing) {
        const repeated = withAttributes(existing.settings(), attributes);
        if (JSON.stringify(repeated) === JSON.stringify(existing.settings())) return existing;
        throw new AwsError(
          'QueueNameExists',
          'A queue already exists with the same name and a different value for an attribute',
          400,
          'QueueAlreadyExists',
        );
      }
      const queue = createQueue(name, settings, { env, queueByArn: byArn });
      checkRedrive(queue, byArn);
      queues.set(name, queue);
      env.changes.queuesMoved();
      return queue;
    },
    queue(name) {
      const queue = queues.get(name);
      if (queue) return queue;
      throw new AwsError(
        'QueueDoesNotExist',
        'The specified queue does not exist.',
        400,
        'AWS.SimpleQueueService.NonExistentQueue',
      );
    },
    byArn,
    depths,
  };
}

/** A dead-letter queue must exist and be of the same kind. */
function checkRedrive(queue: Queue, byArn: (arn: string) => Queue | undefined): void {
  const { redrive, fifo } = queue.settings();
  if (!redrive) return;
  const target = byArn(redrive.deadLetterTargetArn);
  if (target && target.settings().fifo === fifo) return;
  const why = target
    ? 'Dead letter queue must be same type as the source.'
    : 'Dead letter target does not exist.';
  throw new AwsError(
    'InvalidParameterValueException',
    `Value for parameter RedrivePolicy is invalid. Reason: ${why}`,
    400,
    'InvalidParameterValue',
  );
}

function checkName(name: string, attributes: Readonly<Record<string, string>>): void {
  const fifo = attributes['FifoQueue'] === 'true';
  if (/^[A-Za-z0-9_-]{1,75}\.fifo$/.test(name) || (!fifo && /^[A-Za-z0-9_-]{1,80}$/.test(name)))
    return;
  throw new AwsError(
    'InvalidParameterValueException',
    'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    400,
    'InvalidParameterValue',
  );
}
