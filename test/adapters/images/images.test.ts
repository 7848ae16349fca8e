import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { type Aws, startAws } from '../../../emulators/aws/server';
import {
  createRegistry,
  type RegistryDeps,
  type RegistrySettings,
} from '../../../src/adapters/images/images';
import { platformOf } from '../../../src/adapters/images/manifest';
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

function registry(images: RegistrySettings['images'], more: Partial<RegistryDeps> = {}) {
  return createRegistry(
    { images, registry: REGISTRY },
    { log: quiet, ecr: (region) => ecrAt(aws.url, region), ...more },
  );
}

const ecrAt = (endpoint: string, region: string) =>
  new ECRClient({ region, endpoint, maxAttempts: 1 });

/** Nothing listens where ECR of this Region should be. */
const deadIn = (dead: string) => (region: string) =>
  ecrAt(region === dead ? 'http://127.0.0.1:1' : aws.url, region);

/** ECR that refuses to read one repository, as IAM and repository policies do. */
const deniedFor = (repository: string) => (region: string) => {
  const client = ecrAt(aws.url, region);
  client.middlewareStack.add(
    (next) => async (args) => {
      const { input } = args;
      if ('repositoryName' in input && input.repositoryName === repository) {
        throw serviceError('AccessDeniedException', 400);
      }
      return next(args);
    },
    { step: 'initialize', name: 'denied' },
  );
  return client;
};

function serviceError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error('not authorized'), { name, $metadata: { httpStatusCode } });
}

/** A client that answers each operation with what the service would; `failing` clusters with an error of this name. */
function cannedEcs(tasks: object[], failing: Record<string, string> = {}): ECSClient {
  const client = new ECSClient({ region: 'eu-west-1' });
  client.middlewareStack.add(
    (_next, context) => async (args) => {
      const cluster = 'cluster' in args.input ? (args.input.cluster ?? '') : '';
      const name = failing[cluster];
      if (name !== undefined) throw serviceError(name, 400);
      const page = 'nextToken' in args.input && args.input.nextToken !== undefined ? 1 : 0;
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
      {
        reference: 'web:none',
        name: `${REGISTRY}/web`,
        code: 'image_not_found',
        reason: expect.stringMatching(/no image .*web:none.*push it/),
      },
      {
        reference: 'nothing',
        name: `${REGISTRY}/nothing`,
        code: 'image_not_found',
        reason: expect.stringMatching(/no repository for .*nothing.*vulnscan\.yml/),
      },
    ]);
  });

  it('outside ECR are passed on unchanged', async () => {
    const { targets } = await registry(['docker.io/library/alpine:3.20']).targets();

    expect(targets[0]).toMatchObject({ reference: 'docker.io/library/alpine:3.20', tag: '3.20' });
    expect(targets[0]).not.toHaveProperty('digest');
  });

  it('whose registry does not answer fail, and do not stop the others', async () => {
    const { targets, failed } = await registry(['web', 'docker.io/library/alpine:3.20'], {
      ecr: deadIn('eu-west-1'),
    }).targets();

    expect(targets.map(({ name }) => name)).toEqual(['docker.io/library/alpine']);
    expect(failed).toEqual([
      {
        reference: 'web',
        name: `${REGISTRY}/web`,
        code: 'lookup_unavailable',
        reason: expect.stringMatching(/did not answer.*next scan looks again/),
      },
    ]);
  });

  it('that may not be read fail alone, with the settings that allow it', async () => {
    const foreign = '210987654321.dkr.ecr.eu-west-1.amazonaws.com/theirs:1';
    const { targets, failed } = await registry(['web', foreign], {
      ecr: deniedFor('theirs'),
    }).targets();

    expect(targets.map(({ repository }) => repository)).toEqual(['web']);
    expect(failed).toEqual([
      expect.objectContaining({
        reference: foreign,
        code: 'registry_denied',
        reason: expect.stringMatching(/AccessDeniedException.*deploy\.repositories.*registries/),
      }),
    ]);
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
      expect.objectContaining({
        reference: 'w?b',
        reason: expect.stringContaining('No repository'),
      }),
    ]);
  });

  it('select the readable repositories where one may not be read', async () => {
    const { targets, failed } = await registry(
      { ecr: { repositories: ['*'], tags: ['latest'] } },
      { ecr: deniedFor('team/api') },
    ).targets();

    expect(targets.map(({ repository }) => repository)).toEqual(['web']);
    expect(failed).toEqual([
      expect.objectContaining({ reference: `${REGISTRY}/team/api`, name: `${REGISTRY}/team/api` }),
    ]);
  });

  it('name the registry, and no image, where its repositories cannot be listed', async () => {
    const { targets, failed } = await registry(
      { ecr: { repositories: ['*'], tags: ['latest'] } },
      { ecr: deadIn('eu-west-1') },
    ).targets();

    expect(targets).toEqual([]);
    expect(failed).toEqual([
      { reference: REGISTRY, code: 'lookup_unavailable', reason: expect.any(String) },
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

    const { targets, failed } = await registry({ ecs: { clusters: ['main'] } }, { ecs }).targets();

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
        // ECS of this test does not know the services; exposure.test.ts has those that it knows.
        exposure: { exposed: 'unknown' },
      },
      expect.objectContaining({ reference: `nginx@${B}`, name: 'nginx' }),
    ]);
    expect(failed).toEqual([
      expect.objectContaining({
        reference: 'UPPER CASE',
        reason: expect.stringContaining('task definition'),
      }),
    ]);
  });

  it('leave out the containers that AWS adds, which nobody can upgrade', async () => {
    const ecs = cannedEcs([
      {
        group: 'service:web',
        containers: [
          { name: 'web', image: `${REGISTRY}/web:1.2`, imageDigest: A },
          { name: 'aws-guardduty-agent-AbCdE' },
          { name: 'ecs-service-connect-x1Y2', image: 'public.ecr.aws/ecs/proxy:v1' },
        ],
      },
    ]);

    const { targets, failed } = await registry({ ecs: { clusters: ['main'] } }, { ecs }).targets();

    expect(targets.map(({ repository }) => repository)).toEqual(['web']);
    expect(failed).toEqual([]);
  });

  it('fail alone when they were deleted or may not be read', async () => {
    const task = { containers: [{ name: 'web', image: `${REGISTRY}/web:1.2`, imageDigest: A }] };
    const ecs = cannedEcs([task], { old: 'ClusterNotFoundException', hr: 'AccessDeniedException' });
    const clusters = ['old', 'main', 'hr'];

    const { targets, failed } = await registry({ ecs: { clusters } }, { ecs }).targets();

    expect(targets.map(({ repository }) => repository)).toEqual(['web']);
    expect(failed).toEqual([
      {
        reference: 'old',
        code: 'cluster_missing',
        reason: 'There is no cluster old; take it out of images.ecs.clusters.',
      },
      {
        reference: 'hr',
        code: 'cluster_denied',
        reason: expect.stringMatching(/AccessDeniedException.*deploy again/),
      },
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
