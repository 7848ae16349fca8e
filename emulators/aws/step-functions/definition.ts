import * as z from 'zod';
import { AwsError } from '../aws-error';
import type { Json } from '../json';

/*
 * The part of the Amazon States Language that is run: tasks of ECS that are waited for, a distributed map over objects of S3, and
 * how these fail. Anything else is refused when the state machine is created.
 */

const json: z.ZodType<Json> = z.json();
const template = z.record(z.string(), json);
const comment = { Comment: z.string().optional() };
const errors = z.array(z.string()).min(1);

const retrier = z.strictObject({
  ...comment,
  ErrorEquals: errors,
  IntervalSeconds: z.number().int().min(1).optional(),
  MaxAttempts: z.number().int().min(0).max(99_999_999).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.number().int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
export type Retrier = z.infer<typeof retrier>;

const resultPath = z.string().startsWith('$').nullable().optional();
const catcher = z.strictObject({
  ...comment,
  ErrorEquals: errors,
  Next: z.string(),
  ResultPath: resultPath,
});

const step = {
  ...comment,
  Next: z.string().optional(),
  End: z.boolean().optional(),
  ResultSelector: template.optional(),
  ResultPath: resultPath,
  Retry: z.array(retrier).optional(),
  Catch: z.array(catcher).optional(),
};

/** The parameters of RunTask that Step Functions takes: it names itself as the one that started the task. */
const RUN_TASK = [
  ...['Cluster', 'Group', 'LaunchType', 'NetworkConfiguration', 'Overrides', 'PropagateTags'],
  ...['TaskDefinition', 'EnableExecuteCommand', 'PlacementConstraints', 'PlacementStrategy'],
  ...['PlatformVersion', 'CapacityProviderStrategy', 'ReferenceId', 'Tags'],
];

const task = z.strictObject({
  Type: z.literal('Task'),
  ...step,
  Resource: z.string().regex(/^arn:aws[a-z-]*:states:::ecs:runTask\.sync$/, {
    message: 'this server runs ecs:runTask.sync only',
  }),
  Parameters: template.refine(
    (given) => Object.keys(given).every((name) => RUN_TASK.includes(name.replace(/\.\$$/, ''))),
    { message: 'a field is not supported by ecs:runTask' },
  ),
  TimeoutSeconds: z.number().int().min(1).optional(),
});
type TaskState = z.infer<typeof task>;

const fail = z.strictObject({
  Type: z.literal('Fail'),
  ...comment,
  Error: z.string().optional(),
  Cause: z.string().optional(),
});
const succeed = z.strictObject({ Type: z.literal('Succeed'), ...comment });

const itemProcessor = z.strictObject({
  ProcessorConfig: z.strictObject({
    Mode: z.literal('DISTRIBUTED'),
    ExecutionType: z.literal('STANDARD'),
  }),
  ...comment,
  StartAt: z.string(),
  States: z.record(z.string(), z.discriminatedUnion('Type', [task, fail, succeed])),
});

const map = z.strictObject({
  Type: z.literal('Map'),
  ...step,
  Label: z.string().max(40).optional(),
  ItemReader: z.strictObject({
    Resource: z.string().regex(/^arn:aws[a-z-]*:states:::s3:listObjectsV2$/, {
      message: 'this server reads items by s3:listObjectsV2 only',
    }),
    Parameters: template,
  }),
  ItemSelector: template.optional(),
  MaxConcurrency: z.number().int().min(0).optional(),
  ToleratedFailurePercentage: z.number().min(0).max(100).optional(),
  ToleratedFailureCount: z.number().int().min(0).optional(),
  ItemProcessor: itemProcessor,
});
export type MapState = z.infer<typeof map>;

const state = z.discriminatedUnion('Type', [task, map, fail, succeed]);
export type State = z.infer<typeof state>;
/** A state with work that may fail, be tried again and be caught. */
export type StepState = TaskState | MapState;

const definition = z.strictObject({
  ...comment,
  QueryLanguage: z.literal('JSONPath').optional(),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: z.number().int().min(1).optional(),
  StartAt: z.string(),
  States: z.record(z.string(), state),
});

/** States of one level, and which comes first. */
export interface States {
  StartAt: string;
  States: Record<string, State>;
}

export interface Definition extends States {
  TimeoutSeconds?: number | undefined;
}

/** Throws AwsError `InvalidDefinition`. */
export function parseDefinition(text: string): Definition {
  const parsed = definition.safeParse(parse(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`${issue?.message} at /${issue?.path.join('/')}`);
  }
  checkTargets(parsed.data, '');
  return parsed.data;
}

function checkTargets({ StartAt, States }: States, at: string): void {
  const names = Object.keys(States);
  const targets = [{ from: 'StartAt', to: StartAt }];
  for (const [name, each] of Object.entries(States)) {
    if (each.Type === 'Fail' || each.Type === 'Succeed') continue;
    if ((each.Next === undefined) === (each.End !== true))
      throw invalid(`a state must have either Next or End at ${at}/States/${name}`);
    const caught = (each.Catch ?? []).map(({ Next }) => Next);
    const next = each.Next === undefined ? caught : [each.Next, ...caught];
    targets.push(...next.map((to) => ({ from: `States/${name}`, to })));
    if (each.Type === 'Map') checkTargets(each.ItemProcessor, `${at}/States/${name}`);
  }
  for (const { from, to } of targets) {
    if (!names.includes(to)) throw invalid(`MISSING_TRANSITION_TARGET: ${to} at ${at}/${from}`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('INVALID_JSON_DESCRIPTION: the definition is not JSON');
  }
}

function invalid(why: string): AwsError {
  return new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${why}'`);
}
