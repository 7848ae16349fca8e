import * as z from 'zod';
import { AwsError } from '../aws-error';
import type { Environment } from '../environment';
import type { Json, JsonObject } from '../json';
import { isObject, parseJson } from '../json';
import type { Operations } from '../operation';
import { operationsRefusing } from '../operation';
import type { Bus, Rule, Target } from './bus';
import { InvalidPattern } from './pattern';

const operation = operationsRefusing('ValidationException');
const name = z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/);
const busName = z
  .string()
  .refine(
    (value) => value === 'default' || value.endsWith(':event-bus/default'),
    'only the default bus exists',
  )
  .optional();

const targetInput = z.object({
  Id: name,
  Arn: z.string().min(1).max(1600),
  Input: z.string().optional(),
  InputPath: z
    .string()
    .regex(/^\$(\.[\w-]+)*$/)
    .optional(),
  InputTransformer: z.undefined({ error: 'InputTransformer is not supported here' }).optional(),
  SqsParameters: z.object({ MessageGroupId: z.string().optional() }).optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z.record(z.string(), z.number().int().min(0).max(86_400)).optional(),
});

const entryInput = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  Time: z.number().optional(),
  EventBusName: z.string().optional(),
});

/** The longest event pattern EventBridge takes. */
const PATTERN_MAX = 2048;

/** EventBridge's operations on the default bus: rules, targets and PutEvents. */
export function busOperations(bus: Bus, env: Environment): Operations {
  return { ...ruleOperations(bus, env), ...targetOperations(bus), ...eventOperations(bus) };
}

function ruleOperations(bus: Bus, env: Environment): Operations {
  const named = z.object({ Name: name, EventBusName: busName });
  const arnOf = (rule: string) => `arn:aws:events:${env.region}:${env.account}:rule/${rule}`;
  const describe = (rule: Rule) => ({
    Name: rule.name,
    Arn: arnOf(rule.name),
    EventPattern: JSON.stringify(rule.pattern),
    State: rule.enabled ? 'ENABLED' : 'DISABLED',
    Description: rule.description,
    EventBusName: 'default',
  });
  const putRule = z.object({
    Name: name,
    EventPattern: z.string().max(PATTERN_MAX),
    State: z.enum(['ENABLED', 'DISABLED']).optional(),
    Description: z.string().max(512).optional(),
    EventBusName: busName,
  });
  return {
    PutRule: operation(putRule, ({ Name, EventPattern, State, Description }) => {
      const pattern = patternFrom(EventPattern);
      checked(() =>
        bus.putRule(Name, pattern, {
          enabled: State !== 'DISABLED',
          ...(Description !== undefined && { description: Description }),
        }),
      );
      return { RuleArn: arnOf(Name) };
    }),
    DescribeRule: operation(named, ({ Name }) => describe(ruleNamed(bus, Name))),
    ListRules: operation(
      z.object({ NamePrefix: z.string().optional(), EventBusName: busName }),
      ({ NamePrefix = '' }) => ({
        Rules: [...bus.rules.values()]
          .filter((rule) => rule.name.startsWith(NamePrefix))
          .map(describe),
      }),
    ),
  };
}

function targetOperations(bus: Bus): Operations {
  return {
    PutTargets: operation(
      z.object({
        Rule: name,
        EventBusName: busName,
        Targets: z.array(targetInput).min(1).max(100),
      }),
      ({ Rule, Targets }) => {
        const rule = ruleNamed(bus, Rule);
        const fresh = Targets.filter(({ Id }) => !rule.targets.has(Id)).length;
        if (rule.targets.size + fresh > 5) {
          throw new AwsError(
            'LimitExceededException',
            'The requested resource exceeds the maximum number allowed.',
          );
        }
        for (const target of Targets) rule.targets.set(target.Id, targetFrom(target));
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    ),
    ListTargetsByRule: operation(z.object({ Rule: name, EventBusName: busName }), ({ Rule }) => ({
      Targets: [...ruleNamed(bus, Rule).targets.values()].map((target) => ({
        Id: target.id,
        Arn: target.arn,
        ...(target.messageGroupId && { SqsParameters: { MessageGroupId: target.messageGroupId } }),
        ...(target.deadLetterArn && { DeadLetterConfig: { Arn: target.deadLetterArn } }),
        ...(target.retryPolicy && { RetryPolicy: target.retryPolicy }),
        ...(target.input !== undefined && { Input: target.input }),
        ...(target.inputPath !== undefined && { InputPath: target.inputPath }),
      })),
    })),
  };
}

function eventOperations(bus: Bus): Operations {
  return {
    PutEvents: operation(
      z.object({ Entries: z.array(entryInput).min(1).max(10) }),
      ({ Entries }) => {
        const results = Entries.map((entry) => putEvent(entry, bus));
        return {
          FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
          Entries: results,
        };
      },
    ),
  };
}

function putEvent(entry: z.infer<typeof entryInput>, bus: Bus) {
  const { Source, DetailType, Detail } = entry;
  if (!Source || !DetailType || Detail === undefined) {
    const missing = !Source ? 'Source' : DetailType ? 'Detail' : 'DetailType';
    return failed(
      'InvalidArgument',
      `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`,
    );
  }
  if (Source.startsWith('aws.')) {
    return failed('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  const detail = objectFrom(Detail);
  if (!detail) return failed('MalformedDetail', 'Detail is malformed.');
  const id = bus.publish({
    source: Source,
    detailType: DetailType,
    detail,
    ...(entry.Resources && { resources: entry.Resources }),
    ...(entry.Time !== undefined && { time: new Date(entry.Time * 1000).toISOString() }),
  });
  return { EventId: id };
}

function failed(code: string, message: string) {
  return { ErrorCode: code, ErrorMessage: message };
}

function targetFrom(input: z.infer<typeof targetInput>): Target {
  return {
    id: input.Id,
    arn: input.Arn,
    messageGroupId: input.SqsParameters?.MessageGroupId,
    deadLetterArn: input.DeadLetterConfig?.Arn,
    retryPolicy: input.RetryPolicy,
    input: input.Input,
    inputPath: input.InputPath,
  };
}

function patternFrom(text: string): JsonObject {
  const pattern = objectFrom(text);
  if (pattern) return pattern;
  throw new AwsError(
    'InvalidEventPatternException',
    'Event pattern is not valid. Reason: it should be a JSON object',
  );
}

function objectFrom(text: string): JsonObject | undefined {
  let value: Json;
  try {
    value = parseJson(text);
  } catch {
    return undefined;
  }
  return isObject(value) ? value : undefined;
}

function checked<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof InvalidPattern)) throw error;
    throw new AwsError('InvalidEventPatternException', error.message);
  }
}

function ruleNamed(bus: Bus, rule: string): Rule {
  const found = bus.rules.get(rule);
  if (found) return found;
  throw new AwsError(
    'ResourceNotFoundException',
    `Rule ${rule} does not exist on EventBus default.`,
  );
}
