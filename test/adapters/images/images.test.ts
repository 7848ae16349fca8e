import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { type Aws, startAws } from '../../../emulators/aws/server';
import { createRegistry, type RegistrySettings } from '../../../src/adapters/images/images';
import { platformOf } from '../../../src/adapters/images/manifest';
import { Unavailable } from '../../../src/domain/errors';
import { quiet } from '../../scanner/hub';

const REGISTRY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;

let aws: Aws;
beforeEach(async () => {
  aws = await startAws({
    account: '123456789012',
    images: [
      { repository: 'web', tags: ['latest', '1.2'], digest: A },
      { repository: 'team/api', tags: ['latest'], digest: B },
      { repository: 'team/old', tags: ['v1'], digest: B },
    ],
  });
});
afterEach(() => aws.close());

function registry(images: RegistrySettings['images'], ecs?: ECSClient) {
  return createRegistry(
    { images, registry: REGISTRY },
    {
      log: quiet,
      ecr: (region) => new ECRClient({ region, endpoint: aws.url, maxAttempts: 1 }),
      ...(ecs && { ecs }),
    },
  );
}

/** A client that answers each operation with what the service would. */
function cannedEcs(tasks: object[]): ECSClient {
  const client = new ECSClient({ region: 'eu-west-1' });
  client.middlewareStack.add(
    (_next, context) => async (args) => {
      const page = 'nextToken' in args.input ? 1 : 0;
      const taskArns = tasks.map((_, index) => `arn:${index}`);
      const output =
        context.commandName === 'ListTasksCommand'
          ? {
              taskArns: page === 0 ? taskArns.slice(0, 1) : taskArns.slice(1),
              ...(page === 0 && tasks.length > 1 && { nextToken: 'more' }),
            }
          : { tasks };
      return { output: { $metadata: {}, ...output }, response: {} };
    },
    { step: 'initialize', name: 'canned' },
  );
  return client;
}

describe('references', () => {
  it('are resolved to digests once, in the account’s own registry when they name no registry', async () => {
    const { targets, failed } = await registry(['web', `${REGISTRY}/team/api:latest`]).targets();

    expect(failed).toEqual([]);
    expect(targets).toEqual([
      {
        reference: `${REGISTRY}/team/api@${B}`,
        name: `${REGISTRY}/team/api`,
        repository: 'team/api',
        tag: 'latest',
        digest: B,
        services: [],
      },
      expect.objectContaining({ reference: `${REGISTRY}/web@${A}`, tag: 'latest', digest: A }),
    ]);
  });

  it('that don’t exist fail alone, each with what to do', async () => {
    const { targets, failed } = await registry(['web', 'web:none', 'nothing']).targets();

    expect(targets).toHaveLength(1);
    expect(failed).toEqual([
      { reference: 'web:none', reason: expect.stringMatching(/no image .*web:none.*push it/) },
      {
        reference: 'nothing',
        reason: expect.stringMatching(/no repository for .*nothing.*vulnscan\.yml/),
      },
    ]);
  });

  it('outside ECR are passed on unchanged', async () => {
    const { targets } = await registry(['docker.io/library/alpine:3.20']).targets();

    expect(targets[0]).toMatchObject({ reference: 'docker.io/library/alpine:3.20', tag: '3.20' });
    expect(targets[0]).not.toHaveProperty('digest');
  });

  it('stop the scan when the registry does not answer, instead of counting as clean', async () => {
    await aws.close();

    await expect(registry(['web']).targets()).rejects.toThrow(Unavailable);
  });
});

describe('ECR patterns', () => {
  it('select every matching repository and all of its tags', async () => {
    const { targets, failed } = await registry({
      ecr: { repositories: ['team/*', 'w?b', 'web'], tags: ['latest', '1.2'] },
    }).targets();

    expect(targets.map(({ repository, tag }) => `${repository}:${tag}`).sort()).toEqual([
      'team/api:latest',
      'web:1.2',
      'web:latest',
    ]);
    expect(failed).toEqual([
      { reference: 'w?b', reason: expect.stringContaining('No repository') },
    ]);
  });
});

describe('ECS clusters', () => {
  it('give the images that run now, with their services and their platform', async () => {
    const container = (image: string, imageDigest?: string) => ({ image, imageDigest });
    const task = (group: string, arch: string, ...containers: object[]) => ({
      group,
      containers,
      attributes: [{ name: 'ecs.cpu-architecture', value: arch }],
    });
    const ecs = cannedEcs([
      task('service:web', 'arm64', container(`${REGISTRY}/web:1.2`, A), container('nginx:1.27', B)),
      task('service:web-canary', 'arm64', container(`${REGISTRY}/web:1.2`, A)),
      task('family:job', 'x86_64', container(`${REGISTRY}/job@${B}`)),
      task('service:odd', 'x86_64', container('UPPER CASE')),
    ]);

    const { targets, failed } = await registry({ ecs: { clusters: ['main'] } }, ecs).targets();

    expect(targets).toEqual([
      expect.objectContaining({
        reference: `${REGISTRY}/job@${B}`,
        services: [],
        platform: 'linux/amd64',
      }),
      {
        reference: `${REGISTRY}/web@${A}`,
        name: `${REGISTRY}/web`,
        repository: 'web',
        tag: '1.2',
        digest: A,
        platform: 'linux/arm64',
        services: ['main/web', 'main/web-canary'],
      },
      expect.objectContaining({ reference: `nginx@${B}`, name: 'nginx' }),
    ]);
    expect(failed).toEqual([
      { reference: 'UPPER CASE', reason: expect.stringContaining('task definition') },
    ]);
  });
});

describe('an image of several platforms', () => {
  const index = (...platforms: object[]) =>
    JSON.stringify({ manifests: platforms.map((platform) => ({ platform })) });

  it('is scanned as linux/amd64 if it has that, else as its first Linux platform', () => {
    const arm = { os: 'linux', architecture: 'arm64', variant: 'v8' };
    const amd = { os: 'linux', architecture: 'amd64' };

    expect(platformOf(index(arm, amd))).toBe('linux/amd64');
    expect(platformOf(index({ os: 'windows', architecture: 'amd64' }, arm))).toBe('linux/arm64');
    expect(platformOf(index({ os: 'linux', architecture: 'arm', variant: 'v7' }))).toBe(
      'linux/arm/v7',
    );
  });

  it('gets no platform option if it has one platform or its manifest cannot be read', () => {
    expect(platformOf('{"schemaVersion":2,"layers":[]}')).toBeUndefined();
    expect(platformOf('not json')).toBeUndefined();
    expect(platformOf(undefined)).toBeUndefined();
  });
});
