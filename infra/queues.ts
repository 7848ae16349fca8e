import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { QUEUES, type QueueName } from '../src/installation';

/** Every queue of the installation. */
export class Queues extends Construct {
  private readonly made = new Map<QueueName, Queue>();

  constructor(scope: Construct) {
    super(scope, 'Queues');
  }

  /** Creates the queue at the first call, after its dead-letter queue. */
  get(name: QueueName): Queue {
    const queue = this.made.get(name) ?? this.make(name);
    this.made.set(name, queue);
    return queue;
  }

  private make(name: QueueName): Queue {
    const { name: queueName, fifo, ...settings } = QUEUES[name];
    return new Queue(this, constructId(name), {
      queueName,
      ...(fifo && { fifo, contentBasedDeduplication: true }),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.seconds(settings.retentionSeconds),
      ...(settings.visibilitySeconds !== undefined && {
        visibilityTimeout: Duration.seconds(settings.visibilitySeconds),
      }),
      ...(settings.deadLetters !== undefined && {
        deadLetterQueue: {
          queue: this.get(settings.deadLetters.queue),
          maxReceiveCount: settings.deadLetters.maxReceiveCount,
        },
      }),
    });
  }
}

/** CDK's convention: `tasksDead` is the construct TasksDead. */
export function constructId(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
