import validate from 'asl-validator';
import { parseConfig } from '../../src/config/config';
import { stateMachineDefinition } from '../../src/state-machine';
import { MINIMAL, resolveReferences, resourcesOf, synthesize } from './synth';

/*
 * The definition as it is deployed. asl-validator checks the language; what it does not know is checked here: where a
 * Distributed Map reads its items, and the parameters that Step Functions takes for a task of ECS.
 */

const { template } = synthesize({ ...MINIMAL, scan: { tasks: 25 } });
const [[, machine] = ['', undefined]] = resourcesOf(template, 'AWS::StepFunctions::StateMachine');
const definition = JSON.parse(
  String(resolveReferences(template, machine?.Properties.DefinitionString)),
);
const { ScanShards, Reconcile } = definition.States;
const { ScanShard } = ScanShards.ItemProcessor.States;

/** Step Functions developer guide, "Run Amazon ECS or Fargate tasks": any other name fails the deployment. */
const RUN_TASK = [
  'CapacityProviderStrategy',
  'Cluster',
  'EnableExecuteCommand',
  'Group',
  'LaunchType',
  'NetworkConfiguration',
  'Overrides',
  'PlacementConstraints',
  'PlacementStrategy',
  'PlatformVersion',
  'PropagateTags',
  'Tags',
  'TaskDefinition',
];

/** What asl-validator finds. It writes defaults into what it is given. */
function errorsIn(given: object): object[] {
  return validate(structuredClone(given)).errors;
}

/** What asl-validator lets pass, as sentences. */
function faultsOf(map: typeof ScanShards): string[] {
  const mode = map.ItemProcessor.ProcessorConfig.Mode;
  const tasks = Object.values<typeof ScanShard>(map.ItemProcessor.States);
  return [
    ...(map.ItemReader && mode !== 'DISTRIBUTED' ? ['only a Distributed Map has a reader'] : []),
    ...(/^arn:aws:states:::s3:(listObjectsV2|getObject)$/.test(map.ItemReader?.Resource)
      ? []
      : ['the reader reads nothing that exists']),
    ...tasks.flatMap(({ Parameters }) =>
      Object.keys(Parameters)
        .filter((name) => !RUN_TASK.includes(name))
        .map((name) => `ECS takes no ${name}`),
    ),
  ];
}

test('the definition is valid', () => {
  expect(errorsIn(definition)).toEqual([]);
  expect(faultsOf(ScanShards)).toEqual([]);
});

test('a state that nothing leads to, or that is not there, is found', () => {
  expect(errorsIn({ ...definition, StartAt: 'Nowhere' })).not.toEqual([]);
});

test.each([
  ['a wrong reader', { ItemReader: { Resource: 'arn:aws:states:::s3:listObjects' } }],
  [
    'a reader of a map that is not distributed',
    {
      ItemProcessor: {
        ...ScanShards.ItemProcessor,
        ProcessorConfig: { Mode: 'INLINE' },
      },
    },
  ],
  [
    'a parameter that ECS does not take from Step Functions',
    {
      ItemProcessor: {
        ...ScanShards.ItemProcessor,
        States: {
          ScanShard: { ...ScanShard, Parameters: { ...ScanShard.Parameters, StartedBy: 'x' } },
        },
      },
    },
  ],
])('%s is found, which the validator lets pass', (_what, change) => {
  const changed = { ...ScanShards, ...change };
  const states = { ...definition.States, ScanShards: changed };

  expect(errorsIn({ ...definition, States: states })).toEqual([]);
  expect(faultsOf(changed)).toHaveLength(1);
});

test('one task for each object below the shards of the run, as many at a time as vulnscan.yml says', () => {
  expect(ScanShards).toMatchObject({
    ItemReader: {
      Resource: 'arn:aws:states:::s3:listObjectsV2',
      Parameters: {
        Bucket: 'vulnscan-123456789012-eu-west-1',
        'Prefix.$': "States.Format('runs/{}/shards/', $.scanId)",
      },
    },
    MaxConcurrency: 25,
    ToleratedFailurePercentage: 100,
    ItemSelector: { 'run.$': '$.scanId', 'shard.$': '$$.Map.Item.Value.Key' },
  });
  expect(overridesOf(ScanShard)).toEqual([
    { Name: 'SCAN_STEP', Value: 'shard' },
    { Name: 'SCAN_RUN', 'Value.$': '$.run' },
    { Name: 'SCAN_SHARD', 'Value.$': '$.shard' },
  ]);
});

test('it reconciles whatever became of the shards, and with the same input', () => {
  expect(ScanShards.Next).toBe('Reconcile');
  expect(ScanShards.Catch).toEqual([
    { ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Reconcile' },
  ]);
  expect(ScanShards.ResultPath).toBeNull();
  expect(Reconcile.End).toBe(true);
  expect(overridesOf(Reconcile)).toEqual([
    { Name: 'SCAN_STEP', Value: 'reconcile' },
    { Name: 'SCAN_RUN', 'Value.$': '$.scanId' },
  ]);
});

test('tasks are the scanner on its cluster, in its network, waited for and limited in time', () => {
  for (const state of [ScanShard, Reconcile]) {
    expect(state).toMatchObject({
      Resource: 'arn:aws:states:::ecs:runTask.sync',
      Parameters: {
        LaunchType: 'FARGATE',
        Cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/vulnscan',
        TaskDefinition: 'vulnscan-scanner',
        NetworkConfiguration: {
          AwsvpcConfiguration: {
            Subnets: [expect.any(String), expect.any(String)],
            SecurityGroups: [expect.any(String)],
            AssignPublicIp: 'ENABLED',
          },
        },
      },
      // The answers of many tasks are more than a state may return.
      ResultSelector: {},
    });
    expect(state.TimeoutSeconds).toBeLessThan(definition.TimeoutSeconds);
  }
});

test('a task is started again only where ECS could not start it', () => {
  for (const { Retry } of [ScanShard, Reconcile]) {
    const names = Retry.flatMap(({ ErrorEquals }: { ErrorEquals: string[] }) => ErrorEquals);

    expect(names).toContain('ECS.AmazonECSException');
    expect(names.filter((name: string) => !/^(ECS|AmazonECS)\./.test(name))).toEqual([]);
  }
});

test('it is a standard state machine that logs every event, without the data', () => {
  expect(machine?.Properties).toMatchObject({
    StateMachineName: 'vulnscan-scan',
    StateMachineType: 'STANDARD',
    LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
  });
});

test('what is deployed is the definition that the playground drives', () => {
  const { Subnets, SecurityGroups } = Reconcile.Parameters.NetworkConfiguration.AwsvpcConfiguration;
  const config = parseConfig({ ...MINIMAL, scan: { tasks: 25 } });

  expect(
    stateMachineDefinition(config, { subnets: Subnets, securityGroups: SecurityGroups }),
  ).toEqual(definition);
});

function overridesOf(state: typeof ScanShard) {
  const [container] = state.Parameters.Overrides.ContainerOverrides;
  expect(container.Name).toBe('scanner');
  return container.Environment;
}
