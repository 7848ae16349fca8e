import { BatchImportFindingsCommand, type SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { Aws } from '../../../emulators/aws/server';
import { toAsff } from '../../../src/adapters/security-hub/asff/to-asff';
import { InvalidInput, Refused, Unavailable } from '../../../src/domain/errors';
import type { Mark } from '../../../src/domain/finding';
import { findingId } from '../../../src/domain/finding-id';
import type { FindingImport } from '../../../src/domain/finding-import';
import { anImport, describeFindingStore, keyOf } from '../../contracts/finding-store.contract';
import { aDetection, anImage, target } from '../../domain/builders';
import { collect } from '../../fakes/collect';
import { DEFAULT_PRODUCT } from '../../fakes/security-hub';
import { clientOf, startHub, storeOf } from '../../scanner/hub';

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => anImport(`CVE-${index}`));
const keysOf = (findings: FindingImport[]) => findings.map(keyOf);

/** A client whose calls take long, counted. */
function slowClient(
  calls: { underWay: number; most: number; made?: number },
  ms: number,
  fail: () => void = () => undefined,
): SecurityHubClient {
  const client = clientOf(aws);
  client.middlewareStack.add(
    (next) => async (args) => {
      calls.underWay += 1;
      calls.made = (calls.made ?? 0) + 1;
      calls.most = Math.max(calls.most, calls.underWay);
      try {
        await new Promise((resolve) => setTimeout(resolve, ms));
        fail();
        return await next(args);
      } finally {
        calls.underWay -= 1;
      }
    },
    { step: 'initialize', name: 'slow' },
  );
  return client;
}

let aws: Aws;
let calls: string[];
beforeEach(async () => {
  aws = await startHub();
  calls = [];
  aws.onChange((change) => {
    if (change.type === 'call') calls.push(change.call.operation);
  });
});
afterEach(() => aws.close());

describeFindingStore('Security Hub', async () => {
  const foreign: object[] = [];
  const client = clientOf(aws);
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const { output } = answer;
      if ('Findings' in output) {
        Object.assign(output, { Findings: [...(output.Findings ?? []), ...foreign] });
      }
      return answer;
    },
    { step: 'initialize', name: 'administrator' },
  );
  return {
    store: storeOf(aws, { client, products: [target.productArn, DEFAULT_PRODUCT] }),
    showForeign: ({ content, stamp, target: other }) =>
      void foreign.push(toAsff(content, stamp, other)),
  };
});

describe('importing', () => {
  it('sends as few batches as 100 findings and 6 MB allow, and reports its progress', async () => {
    const progress: number[] = [];

    const outcome = await storeOf(aws).importAll(many(250), (done) => progress.push(done));

    expect(outcome).toEqual({ imported: 250, refused: [] });
    expect(progress).toHaveLength(3);
    expect(progress.at(-1)).toBe(250);
  });

  it('runs several calls at once, since the quota allows ten a second and one takes long', async () => {
    const calls = { underWay: 0, most: 0 };
    const client = slowClient(calls, 20);

    await storeOf(aws, { client }).importAll(many(2000));

    expect(calls.most).toBe(8);
    expect(aws.hub.findings()).toHaveLength(2000);
  });

  it('starts no further calls after a call was refused, and waits for those already running', async () => {
    const calls = { underWay: 0, most: 0, made: 0 };
    const client = slowClient(calls, 5, () => {
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    });

    await expect(storeOf(aws, { client }).importAll(many(2000))).rejects.toThrow(Refused);

    expect(calls).toMatchObject({ underWay: 0, made: 8 });
  });

  it('splits a batch that would be over 6 MB', async () => {
    const images = Array.from({ length: 30 }, (_, index) => anImage(`service-${index}`));
    const packages = images.flatMap((image) =>
      Array.from({ length: 32 }, (_, index) => ({
        name: `${'x'.repeat(80)}-${index}`,
        installedVersion: '1',
        image: image.name,
      })),
    );
    const detection = aDetection('CVE-1', anImage('web'), { images, packages });
    const large = many(62).map(({ content, ...rest }) => ({
      ...rest,
      content: { ...content, detection },
    }));
    const progress: number[] = [];

    const outcome = await storeOf(aws).importAll(large, (done) => progress.push(done));

    expect(outcome).toEqual({ imported: 62, refused: [] });
    expect(progress.length).toBeGreaterThan(1);
  });

  it('names each finding that is refused and imports the others', async () => {
    const bad = anImport('CVE-2');

    const outcome = await storeOf(aws).importAll([
      anImport('CVE-1'),
      { ...bad, stamp: { ...bad.stamp, createdAt: 'yesterday' } },
      anImport('CVE-3'),
    ]);

    expect(outcome.imported).toBe(2);
    expect(outcome.refused).toEqual([
      {
        id: findingId('CVE-2'),
        code: 'InvalidInput',
        message: expect.stringContaining('CreatedAt'),
      },
    ]);
  });

  it('says what to do when Security Hub or the integration is turned off', async () => {
    const productArn = `arn:aws:securityhub:eu-west-1::product/aqua-security/kube-bench`;

    const failed = storeOf(aws).importAll([
      { ...anImport('CVE-1'), target: { ...target, productArn } },
    ]);

    await expect(failed).rejects.toThrow(Refused);
    await expect(failed).rejects.toThrow(/Security Hub is not enabled .*Aqua Security.* run again/);
  });

  it('retries while Security Hub throttles half of all calls, and loses nothing', async () => {
    aws.faults.securityHubThrottle = 0.5;

    const outcome = await storeOf(aws, { attempts: 30 }).importAll(many(500));

    expect(outcome).toEqual({ imported: 500, refused: [] });
    aws.faults.securityHubThrottle = 0;
    expect(aws.hub.findings()).toHaveLength(500);
  });

  it('throws Unavailable when the service never answers', async () => {
    await aws.close();

    await expect(storeOf(aws, { attempts: 2 }).importAll([anImport('CVE-1')])).rejects.toThrow(
      Unavailable,
    );
  });
});

describe('reading', () => {
  it('asks for any number of ids, twenty per call, and leaves out ids that do not exist', async () => {
    const findings = many(45);
    await storeOf(aws).importAll(findings);

    const found = await storeOf(aws).get([
      ...keysOf(findings),
      { id: 'no such', productArn: target.productArn },
    ]);

    expect(found).toHaveLength(45);
    expect(calls.filter((call) => call === 'GetFindings')).toHaveLength(3);
  });

  it('lists all that match, page by page, of Trivy only', async () => {
    await storeOf(aws).importAll(many(230));
    const { content, stamp } = anImport('CVE-X');
    const other = {
      ...toAsff(content, stamp, target),
      ProductFields: { 'Product Name': 'Other' },
    };
    await clientOf(aws).send(new BatchImportFindingsCommand({ Findings: [other] }));
    calls.length = 0;

    const listed = await collect(storeOf(aws).list({}));

    expect(listed).toHaveLength(230);
    expect(calls).toEqual(['GetFindings', 'GetFindings', 'GetFindings']);
  });
});

describe('updating', () => {
  it('writes only the named fields, a hundred findings per call', async () => {
    const findings = many(150);
    await storeOf(aws).importAll(findings);
    const note = { text: 'Known.', updatedBy: 'vulnscan/U1/1.2/suppress/until=ever' };
    const mark: Mark = { seq: 3, status: 'SUPPRESSED' };
    calls.length = 0;

    const outcome = await storeOf(aws).update(keysOf(findings), {
      workflowStatus: 'SUPPRESSED',
      note,
      mark,
    });

    expect(outcome.updated).toHaveLength(150);
    expect(calls).toEqual(['BatchUpdateFindings', 'BatchUpdateFindings']);
    const [finding] = await storeOf(aws).get(keysOf(findings.slice(0, 1)));
    expect(finding).toMatchObject({ workflowStatus: 'SUPPRESSED', note, mark });
  });

  it('throws InvalidInput for a wrong request and does not retry', async () => {
    const note = { text: ' ', updatedBy: 'x' };

    await expect(storeOf(aws).update(keysOf([anImport('CVE-1')]), { note })).rejects.toThrow(
      InvalidInput,
    );
    expect(calls).toEqual(['BatchUpdateFindings']);
  });
});
