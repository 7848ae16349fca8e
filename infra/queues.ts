import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { TIMEOUTS } from './make-function';

/**
 * An outage of Slack or Security Hub must not turn into dead letters: with the doors' back-off, 200 receives are
 * about two days. What is dead after that is poison.
 */
const MAX_RECEIVES = 200;

/** The order of things: one lane that posts, one that acts, each with a place for what it could not do. */
export class Queues extends Construct {
  readonly alerts: Queue;
  readonly actions: Queue;
  /** What EventBridge could not deliver. A rule's dead-letter queue has to be a standard queue. */
  readonly undelivered: Queue;
  /** What a function could not even read, with the reason. */
  readonly quarantine: Queue;
  readonly dead: Queue[];

  constructor(scope: Construct) {
    super(scope, 'Queues');
    const alertsDead = this.makeQueue('AlertsDead', 'vulnscan-alerts-dead.fifo');
    const actionsDead = this.makeQueue('ActionsDead', 'vulnscan-actions-dead.fifo');
    this.undelivered = this.makeQueue('Undelivered', 'vulnscan-undelivered');
    this.quarantine = this.makeQueue('Quarantine', 'vulnscan-quarantine');
    this.alerts = this.makeWorkQueue('Alerts', 'vulnscan-alerts.fifo', TIMEOUTS.alerts, alertsDead);
    this.actions = this.makeWorkQueue(
      'Actions',
      'vulnscan-actions.fifo',
      TIMEOUTS.actions,
      actionsDead,
    );
    this.dead = [alertsDead, actionsDead, this.undelivered, this.quarantine];
  }

  private makeWorkQueue(id: string, queueName: string, timeout: Duration, dead: Queue): Queue {
    return new Queue(this, id, {
      ...house(queueName),
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      deadLetterQueue: { queue: dead, maxReceiveCount: MAX_RECEIVES },
    });
  }

  private makeQueue(id: string, queueName: string): Queue {
    return new Queue(this, id, house(queueName));
  }
}

function house(queueName: string) {
  return {
    queueName,
    // EventBridge names no deduplication id, so the queue takes the body for one.
    ...(queueName.endsWith('.fifo') && { fifo: true, contentBasedDeduplication: true }),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  };
}
