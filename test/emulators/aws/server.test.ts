import { GetFindingsCommand } from '@aws-sdk/client-securityhub';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import * as fc from 'fast-check';
import type { AwsChange } from '../../../emulators/aws/changes';
import { startAws } from '../../../emulators/aws/server';
import type { Cloud } from './support';
import { aCloud, aFinding, eventually } from './support';

let cloud: Cloud;

beforeEach(async () => {
  cloud = await aCloud({
    images: [{ repository: 'api', tags: ['1.0', 'latest'], digest: `sha256:${'a'.repeat(64)}` }],
  });
});
afterEach(() => cloud.close());

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIATEST/20261124/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
});
const post = (path: string, body: string, headers: Record<string, string>, method = 'POST') =>
  fetch(`${cloud.aws.url}${path}`, { method, headers, ...(method !== 'GET' && { body }) });
const ecr = async (operation: string, body: object) => {
  const answer = await post('/', JSON.stringify(body), {
    ...signed('ecr'),
    'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${operation}`,
  });
  return answer.json();
};

describe('a request', () => {
  it('without a signature is refused', async () => {
    const answer = await post('/findings', '{}', {});

    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });

  it.each([
    ['/insights/get', 'securityhub', {}],
    ['/', 'sqs', { 'x-amz-target': 'AmazonSQS.ListMessageMoveTasks' }],
    ['/', 'kinesis', { 'x-amz-target': 'Kinesis_20131202.ListStreams' }],
    ['/', 'events', { 'x-amz-target': 'AWSEvents.constructor' }],
  ])(
    'to %s of %s that nobody knows gets an error as AWS words it',
    async (path, service, headers) => {
      const answer = await post(path, '{}', { ...signed(service), ...headers });

      expect(answer.status).toBe(404);
      expect(answer.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
      expect(answer.headers.get('content-type')).toContain('json');
      expect(await answer.text()).toContain(service);
    },
  );

  it.each(['{', 'null x', '"', '[1', ''])('with the body %j is answered in kind', async (body) => {
    const answer = await post('/', body, {
      ...signed('ecs'),
      'x-amz-target': 'AmazonEC2ContainerServiceV20141113.RunTask',
    });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toHaveProperty('__type');
  });

  it('with a body over the limit gets 413', async () => {
    const answer = await post('/findings/import', 'x'.repeat(9_000_000), signed('securityhub'));

    expect(answer.status).toBe(413);
    expect(await answer.json()).toHaveProperty('__type', 'RequestEntityTooLargeException');
  });

  it('never breaks the server, with any JSON', async () => {
    cloud.aws.hub.enable();
    const targets = [
      ['sqs', 'AmazonSQS.SendMessage'],
      ['sqs', 'AmazonSQS.CreateQueue'],
      ['events', 'AWSEvents.PutRule'],
      ['events', 'AWSEvents.PutEvents'],
      ['ecs', 'AmazonEC2ContainerServiceV20141113.RunTask'],
      ['ssm', 'AmazonSSM.PutParameter'],
      ['ecr', 'AmazonEC2ContainerRegistry_V20150921.BatchGetImage'],
    ] as const;
    const paths = [
      ['POST', '/findings'],
      ['POST', '/findings/import'],
      ['PATCH', '/findings/batchupdate'],
      ['POST', '/findingHistory/get'],
      ['POST', '/productSubscriptions'],
    ] as const;
    await fc.assert(
      fc.asyncProperty(fc.json(), async (body) => {
        const answers = await Promise.all([
          ...targets.map(([service, target]) =>
            post('/', body, { ...signed(service), 'x-amz-target': target }),
          ),
          ...paths.map(([method, path]) => post(path, body, signed('securityhub'), method)),
        ]);
        for (const answer of answers) expect(answer.status).toBeLessThan(500);
      }),
      { numRuns: 40 },
    );
  });

  it('never breaks on findings or filters that are nearly right', async () => {
    cloud.aws.hub.enable();
    const value = fc.jsonValue();
    const fields = fc.constantFrom(
      'Id',
      'Title',
      'Resources',
      'Severity',
      'ProductFields',
      'Vulnerabilities',
      'FindingProviderFields',
      'Note',
      'ProductArn',
    );
    await fc.assert(
      fc.asyncProperty(fields, value, async (field, odd) => {
        const finding = { ...aFinding(), [field]: odd };
        const imported = await post(
          '/findings/import',
          JSON.stringify({ Findings: [finding] }),
          signed('securityhub'),
        );
        const found = await post(
          '/findings',
          JSON.stringify({ Filters: { Id: odd, UpdatedAt: [odd] } }),
          signed('securityhub'),
        );
        expect([imported.status, found.status].every((status) => status < 500)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

it('says who the caller is, in XML', async () => {
  const answer = await post('/', 'Action=GetCallerIdentity&Version=2011-06-15', signed('sts'));

  expect(answer.headers.get('content-type')).toBe('text/xml');
  expect(await answer.text()).toContain('<Account>111122223333</Account>');
  const other = await post('/', 'Action=AssumeRole', signed('sts'));
  expect(await other.text()).toContain('<Code>UnknownOperationException</Code>');
});

it('reports API calls, findings and queue depths on the change feed', async () => {
  const changes: AwsChange[] = [];
  const stop = cloud.aws.onChange((change) => changes.push(change));
  await cloud.securityHub.send(new GetFindingsCommand({})).catch(() => undefined);
  cloud.aws.hub.enable();
  cloud.aws.hub.call('BatchImportFindings', JSON.parse(JSON.stringify({ Findings: [aFinding()] })));
  const queue = cloud.aws.sqs.create('q');
  for (const body of ['1', '2', '3']) queue.send({ body });

  const queues = await eventually(() => changes.find(({ type }) => type === 'queues'));
  expect(changes[0]).toMatchObject({
    type: 'call',
    call: {
      service: 'securityhub',
      operation: 'GetFindings',
      status: 401,
      accessKeyId: 'AKIATEST',
      userAgent: expect.stringContaining('aws-sdk-js'),
    },
  });
  expect(changes).toContainEqual(
    expect.objectContaining({ type: 'finding', id: 'vulnscan/CVE-2026-0001' }),
  );
  expect(changes).toContainEqual(
    expect.objectContaining({ type: 'event', source: 'aws.securityhub' }),
  );
  expect(queues).toMatchObject({ queues: [{ name: 'q', visible: 3, inFlight: 0, delayed: 0 }] });
  expect(changes.filter(({ type }) => type === 'queues')).toHaveLength(1);
  stop();
  const before = changes.length;
  queue.purge();
  expect(changes).toHaveLength(before);
});

it('closes at once although somebody waits for a message, and frees its port', async () => {
  const { url } = { url: `${cloud.aws.url}/111122223333/q` };
  cloud.aws.sqs.create('q');
  const waiting = cloud.sqs
    .send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }))
    .catch((error: unknown) => error);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const began = Date.now();
  await cloud.close();

  expect(Date.now() - began).toBeLessThan(1000);
  await waiting;
  const next = await startAws({ port: cloud.aws.port });
  expect(next.port).toBe(cloud.aws.port);
  await next.close();
});

it('says when its port is taken', async () => {
  await expect(startAws({ port: cloud.aws.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

describe('parameters', () => {
  const get = async (Name: string, WithDecryption?: boolean) =>
    (await cloud.ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

  it('hide a secret until it is decrypted', async () => {
    await cloud.ssm.send(
      new PutParameterCommand({ Name: '/vulnscan/token', Value: 'xoxb-1', Type: 'SecureString' }),
    );

    expect((await get('/vulnscan/token'))?.Value).not.toContain('xoxb');
    expect(await get('/vulnscan/token', true)).toMatchObject({
      Value: 'xoxb-1',
      Version: 1,
      Type: 'SecureString',
    });
  });

  it('are overwritten only when asked', async () => {
    const put = (Overwrite?: boolean) =>
      cloud.ssm.send(
        new PutParameterCommand({ Name: '/a', Value: 'x', Type: 'String', Overwrite }),
      );
    await put();

    await expect(put()).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect((await put(true)).Version).toBe(2);
  });

  it('are read by name, and say which are missing', async () => {
    cloud.aws.ssm.put('/v/a', '1', 'String');

    const some = await cloud.ssm.send(new GetParametersCommand({ Names: ['/v/a', '/no'] }));
    expect(some.Parameters?.map(({ Value }) => Value)).toEqual(['1']);
    expect(some.InvalidParameters).toEqual(['/no']);
    cloud.aws.ssm.remove('/v/a');
    await expect(get('/v/a')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  it('refuse more than 4 KB', async () => {
    const put = cloud.ssm.send(
      new PutParameterCommand({ Name: '/a', Value: 'x'.repeat(4097), Type: 'String' }),
    );

    await expect(put).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('the registry', () => {
  it('resolves a tag to its digest', async () => {
    const answer = await ecr('BatchGetImage', {
      repositoryName: 'api',
      imageIds: [{ imageTag: 'latest' }, { imageTag: 'no' }],
    });

    expect(answer.images[0].imageId).toEqual({
      imageTag: 'latest',
      imageDigest: `sha256:${'a'.repeat(64)}`,
    });
    expect(answer.failures).toMatchObject([{ failureCode: 'ImageNotFound' }]);
  });

  it('moves a tag to the image pushed last', async () => {
    cloud.aws.ecr.add({ repository: 'api', tags: ['latest'], digest: `sha256:${'b'.repeat(64)}` });

    const imageIds = [{ imageTag: '1.0' }, { imageTag: 'latest' }];
    const { images } = await ecr('BatchGetImage', { repositoryName: 'api', imageIds });
    expect(
      images.map((image: { imageId: { imageDigest: string } }) => image.imageId.imageDigest),
    ).toEqual(['a', 'b'].map((letter) => `sha256:${letter.repeat(64)}`));
  });

  it('says which repository it does not have', async () => {
    const imageIds = [{ imageTag: 'latest' }];
    expect(await ecr('BatchGetImage', { repositoryName: 'no', imageIds })).toMatchObject({
      __type: 'RepositoryNotFoundException',
    });
    expect((await ecr('DescribeRepositories', {})).repositories[0].repositoryUri).toBe(
      '111122223333.dkr.ecr.eu-west-1.amazonaws.com/api',
    );
  });
});
