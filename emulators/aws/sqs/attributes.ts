import { AwsError } from '../aws-error';
import type { JsonObject } from '../json';
import { isObject, parseJson, textAt } from '../json';

/** A queue's settings, as numbers and flags. Times are in seconds. */
export interface QueueSettings {
  fifo: boolean;
  visibilityTimeout: number;
  delaySeconds: number;
  retentionSeconds: number;
  maximumMessageSize: number;
  waitSeconds: number;
  contentBasedDeduplication: boolean;
  deduplicationPerGroup: boolean;
  redrive?: { deadLetterTargetArn: string; maxReceiveCount: number };
}

/** Attribute name -> setting, its least and most, as SetQueueAttributes documents them. */
const NUMBERS = {
  VisibilityTimeout: ['visibilityTimeout', 0, 43_200],
  DelaySeconds: ['delaySeconds', 0, 900],
  MessageRetentionPeriod: ['retentionSeconds', 60, 1_209_600],
  MaximumMessageSize: ['maximumMessageSize', 1024, 1_048_576],
  ReceiveMessageWaitTimeSeconds: ['waitSeconds', 0, 20],
} as const;

/** Known, kept by the service for encryption and access, without effect here. */
const IGNORED = new Set([
  'Policy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'RedriveAllowPolicy',
  'FifoThroughputLimit',
]);

export function defaultSettings(fifo: boolean): QueueSettings {
  return {
    fifo,
    visibilityTimeout: 30,
    delaySeconds: 0,
    retentionSeconds: 345_600,
    maximumMessageSize: 1_048_576,
    waitSeconds: 0,
    contentBasedDeduplication: false,
    deduplicationPerGroup: false,
  };
}

/** Applies attributes as the API sends them, all strings; a bad one changes nothing. */
export function withAttributes(
  settings: QueueSettings,
  attributes: Readonly<Record<string, string>>,
): QueueSettings {
  const changed = { ...settings };
  for (const [name, value] of Object.entries(attributes)) apply(changed, name, value);
  return changed;
}

function apply(settings: QueueSettings, name: string, value: string): void {
  if (isNumberName(name)) applyNumber(settings, name, value);
  else if (Object.hasOwn(APPLY, name)) APPLY[name]?.(settings, value);
  else if (!IGNORED.has(name)) throw unknown(name);
}

function applyNumber(settings: QueueSettings, name: keyof typeof NUMBERS, value: string): void {
  const [setting, least, most] = NUMBERS[name];
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most) throw invalid(name, value);
  settings[setting] = number;
}

const APPLY: Readonly<Record<string, (settings: QueueSettings, value: string) => void>> = {
  FifoQueue(settings, value) {
    if (value !== String(settings.fifo)) throw invalid('FifoQueue', value);
  },
  ContentBasedDeduplication(settings, value) {
    if (!settings.fifo) throw unknown('ContentBasedDeduplication');
    settings.contentBasedDeduplication = flag('ContentBasedDeduplication', value);
  },
  DeduplicationScope(settings, value) {
    if (!settings.fifo || !['queue', 'messageGroup'].includes(value))
      throw invalid('DeduplicationScope', value);
    settings.deduplicationPerGroup = value === 'messageGroup';
  },
  RedrivePolicy: applyRedrive,
};

function applyRedrive(settings: QueueSettings, value: string): void {
  delete settings.redrive;
  if (value === '') return;
  const policy = objectFrom(value);
  const deadLetterTargetArn = textAt(policy, 'deadLetterTargetArn');
  const maxReceiveCount = Number(policy['maxReceiveCount']);
  if (!deadLetterTargetArn || !(maxReceiveCount >= 1 && maxReceiveCount <= 1000)) {
    throw invalid('RedrivePolicy', value);
  }
  settings.redrive = { deadLetterTargetArn, maxReceiveCount };
}

function objectFrom(text: string): JsonObject {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Attributes as GetQueueAttributes prints them, without the counts. */
export function printSettings(settings: QueueSettings): Record<string, string> {
  const numbers = Object.entries(NUMBERS).map(([name, [setting]]) => [
    name,
    String(settings[setting]),
  ]);
  return {
    ...Object.fromEntries(numbers),
    SqsManagedSseEnabled: 'true',
    ...(settings.fifo && {
      FifoQueue: 'true',
      ContentBasedDeduplication: String(settings.contentBasedDeduplication),
      DeduplicationScope: settings.deduplicationPerGroup ? 'messageGroup' : 'queue',
      FifoThroughputLimit: 'perQueue',
    }),
    ...(settings.redrive && { RedrivePolicy: JSON.stringify(settings.redrive) }),
  };
}

function isNumberName(name: string): name is keyof typeof NUMBERS {
  return Object.hasOwn(NUMBERS, name);
}

function flag(name: string, value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalid(name, value);
}

function invalid(name: string, value: string): AwsError {
  return new AwsError(
    'InvalidAttributeValue',
    `Invalid value for the parameter ${name}. Reason: ${value}`,
  );
}

function unknown(name: string): AwsError {
  return new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
}
