import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FUNCTION_NAMES } from '../../src/installation';

/** What CloudFormation gets. Properties are read as they are written in the template. */
export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have no type of their own
  Properties: any;
  DeletionPolicy?: string;
  DependsOn?: string[];
}

export interface Template {
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown }>;
}

/** One thing that cdk-nag asked about. */
export interface Violation {
  acknowledgedId: string;
  acknowledgedAt: string;
  reason: string;
}

export interface Synthesis {
  template: Template;
  /** By every checker that ran: what it asked about, and what of it was answered. */
  reports: { pluginName: string; violations: unknown[]; suppressedViolations: Violation[] }[];
  stderr: string;
  status: number | null;
}

const root = resolve(__dirname, '../..');
export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';

/** The least that vulnscan.yml has to say, as JSON, which is YAML too. */
export const MINIMAL = {
  aws: { account: ACCOUNT, region: REGION },
  slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0VULNSCAN' },
  images: ['api:latest', 'web:latest'],
};

/**
 * Runs the app as `npm run synth` does, but for the bundling: a handler is one empty function here. `image` is a reference,
 * or `built` for one from scanner/Dockerfile. `validate` also runs the CDK's own check of the template, which takes
 * three times as long as the rest. `exists`: what is on in the account already.
 */
export function synthesize(
  config: object = MINIMAL,
  image = 'public.ecr.aws/example/scanner:1',
  validate = false,
  exists: string[] = [],
): Synthesis {
  install();
  const folder = mkdtempSync(join(tmpdir(), 'vulnscan-synth-'));
  try {
    writeFileSync(join(folder, 'vulnscan.yml'), JSON.stringify(config));
    for (const name of FUNCTION_NAMES) {
      mkdirSync(join(folder, 'handlers', name), { recursive: true });
      writeFileSync(
        join(folder, 'handlers', name, 'index.js'),
        'exports.handler = async () => {};',
      );
    }
    return run(folder, image, validate, exists);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(folder: string, image: string, validate: boolean, exists: string[]): Synthesis {
  const flags = { config: 'vulnscan.yml', handlers: 'handlers', out: 'out' };
  const args = Object.entries(flags).flatMap(([flag, name]) => [`--${flag}`, join(folder, name)]);
  const chosen = image === 'built' ? [] : ['--image', image];
  for (const name of exists) chosen.push('--exists', name);
  const app = ['--import', 'tsx', 'infra/app.ts', ...args, ...chosen];
  const { HOME, PATH } = process.env;
  const done = spawnSync(process.execPath, app, {
    cwd: root,
    encoding: 'utf8',
    env: { HOME, PATH, CDK_VALIDATION: String(validate) },
  });
  const { stderr, status } = done;
  if (status !== 0)
    return { template: { Resources: {}, Outputs: {} }, reports: [], stderr, status };
  const read = (name: string) => JSON.parse(readFileSync(join(folder, 'out', name), 'utf8'));
  const reports = read('validation-report.json').pluginReports;
  return { template: read('vulnscan.template.json'), reports, stderr, status };
}

function install(): void {
  const done = spawnSync(process.execPath, ['tools/install.mjs', 'infra'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(done.stderr);
}

export function resourcesOf(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** The one resource of a type whose property holds this value. */
export function find(template: Template, type: string, property: string, value: string): Resource {
  const found = resourcesOf(template, type).filter(
    ([, { Properties }]) => Properties[property] === value,
  );
  const [entry] = found;
  if (entry === undefined || found.length > 1)
    throw new Error(`${found.length} ${type} with ${property} ${value}`);
  return entry[1];
}

/**
 * Puts ARNs and names in the place of references, as CloudFormation would: for evaluating policies and patterns.
 * Named things get their real ARN, everything else one made of its logical id.
 */
export function resolveReferences(template: Template, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolveReferences(template, entry));
  if (typeof value !== 'object' || value === null) return value;
  const [[key, argument] = ['', undefined]] = Object.entries(value);
  if (key === 'Ref') return referenceTo(template, String(argument));
  if (key === 'Fn::GetAtt' && Array.isArray(argument))
    return attribute(template, argument.map(String));
  if (key === 'Fn::Join' && Array.isArray(argument)) {
    const parts: unknown = resolveReferences(template, argument[1]);
    return Array.isArray(parts) ? parts.join(String(argument[0])) : parts;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, resolveReferences(template, entry)]),
  );
}

function referenceTo(template: Template, id: string): string {
  if (id === 'AWS::Partition') return 'aws';
  if (id === 'AWS::URLSuffix') return 'amazonaws.com';
  const { QueueName, BucketName } = template.Resources[id]?.Properties ?? {};
  return QueueName ?? BucketName ?? id;
}

function attribute(template: Template, [id = '', name = '']: string[]): string {
  const resource = template.Resources[id];
  const named = resource?.Properties ?? {};
  const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
  if (name !== 'Arn') return `${id}.${name}`;
  switch (resource?.Type) {
    case 'AWS::DynamoDB::Table':
      return arn('dynamodb', `table/${named.TableName}`);
    case 'AWS::SQS::Queue':
      return arn('sqs', named.QueueName);
    case 'AWS::ECS::Cluster':
      return arn('ecs', `cluster/${named.ClusterName}`);
    case 'AWS::Lambda::Function':
      return arn('lambda', `function:${named.FunctionName}`);
    case 'AWS::Logs::LogGroup':
      return arn('logs', `log-group:${named.LogGroupName}:*`);
    default:
      return `arn:aws:iam::${ACCOUNT}:role/${id}`;
  }
}
