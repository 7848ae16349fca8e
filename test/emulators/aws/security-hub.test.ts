import type {
  AwsSecurityFinding,
  AwsSecurityFindingFilters,
  BatchUpdateFindingsCommandInput,
} from '@aws-sdk/client-securityhub';
import {
  BatchImportFindingsCommand,
  BatchUpdateFindingsCommand,
  DescribeHubCommand,
  EnableImportFindingsForProductCommand,
  EnableSecurityHubCommand,
  GetFindingHistoryCommand,
  GetFindingsCommand,
  ListEnabledProductsForImportCommand,
} from '@aws-sdk/client-securityhub';
import type { Cloud } from './support';
import { ACCOUNT, AQUA, aCloud, aFinding, PRODUCT, REGION } from './support';

let cloud: Cloud;

beforeEach(async () => {
  cloud = await aCloud();
  cloud.aws.hub.enable();
});
afterEach(() => cloud.close());

const load = (...Findings: AwsSecurityFinding[]) =>
  cloud.securityHub.send(new BatchImportFindingsCommand({ Findings }));
const update = (input: Partial<BatchUpdateFindingsCommandInput>) =>
  cloud.securityHub.send(
    new BatchUpdateFindingsCommand({
      FindingIdentifiers: [{ Id: 'vulnscan/CVE-2026-0001', ProductArn: PRODUCT }],
      ...input,
    }),
  );
const find = async (Filters: AwsSecurityFindingFilters = {}) =>
  (await cloud.securityHub.send(new GetFindingsCommand({ Filters }))).Findings ?? [];
const only = async () => {
  const [finding, ...others] = await find();
  expect(others).toEqual([]);
  if (!finding) throw new Error('no finding');
  return finding;
};

describe('the hub and its products', () => {
  it('refuses everything but enabling until it is on', async () => {
    const off = await aCloud();

    const call = off.securityHub.send(new GetFindingsCommand({}));
    const described = off.securityHub.send(new DescribeHubCommand({}));

    await expect(call).rejects.toMatchObject({ name: 'InvalidAccessException' });
    await expect(described).rejects.toMatchObject({ name: 'InvalidAccessException' });
    await off.securityHub.send(new EnableSecurityHubCommand({}));
    expect((await off.securityHub.send(new DescribeHubCommand({}))).HubArn).toContain(
      'hub/default',
    );
    await off.close();
  });

  it('cannot be enabled twice', async () => {
    const again = cloud.securityHub.send(new EnableSecurityHubCommand({}));

    await expect(again).rejects.toMatchObject({ name: 'ResourceConflictException' });
  });

  it("takes Aqua's findings only while its integration is on", async () => {
    const finding = aFinding({ ProductArn: AQUA });
    const before = await load(finding);
    const on = await cloud.securityHub.send(
      new EnableImportFindingsForProductCommand({ ProductArn: AQUA }),
    );
    const during = await load(finding);
    const listed = await cloud.securityHub.send(new ListEnabledProductsForImportCommand({}));
    const twice = cloud.securityHub.send(
      new EnableImportFindingsForProductCommand({ ProductArn: AQUA }),
    );

    expect(before.FailedFindings?.[0]?.ErrorCode).toBe('InvalidAccess');
    expect(during.SuccessCount).toBe(1);
    expect(listed.ProductSubscriptions).toContain(on.ProductSubscriptionArn);
    await expect(twice).rejects.toMatchObject({ name: 'ResourceConflictException' });

    cloud.aws.hub.disable(AQUA);
    expect((await load(finding)).FailedFindings?.[0]?.ErrorCode).toBe('InvalidAccess');
    expect((await find())[0]?.CompanyName).toBe('Aqua Security');
  });
});

describe('importing', () => {
  it('fills in what the service fills in', async () => {
    await load(aFinding());

    expect(await only()).toMatchObject({
      Region: REGION,
      ProductName: 'Default',
      CompanyName: 'Personal',
      RecordState: 'ACTIVE',
      Workflow: { Status: 'NEW' },
      Severity: { Label: 'HIGH', Normalized: 70, Original: 'HIGH' },
      Types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
      ProcessedAt: expect.any(String),
      ProductFields: { 'aws/securityhub/FindingId': `${PRODUCT}/vulnscan/CVE-2026-0001` },
    });
  });

  it('copies a top-level severity into the provider fields', async () => {
    const { FindingProviderFields: _, ...rest } = aFinding();
    await load({ ...rest, Severity: { Label: 'LOW' }, Types: ['Effects'] });

    const finding = await only();
    expect(finding.FindingProviderFields).toEqual({
      Severity: { Label: 'LOW' },
      Types: ['Effects'],
    });
  });

  it('lets the provider fields win over the top level', async () => {
    await load(aFinding({ Severity: { Label: 'LOW' } }));

    expect((await only()).Severity?.Label).toBe('HIGH');
  });

  it.each([
    [101, "Size '101' is greater than maximum value: 100"],
    [0, "Size '0' is less than minimum value: 1"],
  ])('rejects a batch of %i as a whole', async (count, message) => {
    const call = load(...Array.from({ length: count }, (_, n) => aFinding({ Id: `f/${n}` })));

    await expect(call).rejects.toMatchObject({ name: 'InvalidInputException', message });
    expect(await find()).toEqual([]);
  });

  it('rejects a batch over 6 MB as a whole', async () => {
    const big = {
      Other: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, 'x'.repeat(1024)])),
    };
    const resource = { Type: 'Other', Id: 'r', Details: big };
    const findings = Array.from({ length: 45 }, (_, n) =>
      aFinding({ Id: `f/${n}`, Resources: [resource, resource, resource] }),
    );

    await expect(load(...findings)).rejects.toMatchObject({ name: 'InvalidInputException' });
    expect((await load(...findings.slice(0, 5))).SuccessCount).toBe(5);
  });

  it('refuses a finding over 240 KB and takes its neighbour', async () => {
    const big = {
      Other: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, 'x'.repeat(1024)])),
    };
    const Resources = Array.from({ length: 5 }, (_, n) => ({
      Type: 'Other',
      Id: `${n}`,
      Details: big,
    }));

    const answer = await load(aFinding({ Id: 'big', Resources }), aFinding());

    expect(answer).toMatchObject({
      SuccessCount: 1,
      FailedCount: 1,
      FailedFindings: [{ Id: 'big', ErrorCode: 'InvalidInput' }],
    });
  });

  it.each([
    ['a title of 257', { Title: 'x'.repeat(257) }, 'data.Title should NOT be longer than 256'],
    [
      'a title of 86 three-byte characters',
      { Title: '漏'.repeat(86) },
      'data.Title should NOT be longer',
    ],
    ['a description of 1025', { Description: 'x'.repeat(1025) }, 'data.Description'],
    ['an empty description', { Description: '' }, 'data.Description should NOT be shorter than 1'],
    ['a blank title', { Title: '  ' }, 'should match pattern'],
    ['an id of 513', { Id: 'x'.repeat(513) }, 'data.Id'],
    ['a generator of 513', { GeneratorId: 'x'.repeat(513) }, 'data.GeneratorId'],
    ['no resources', { Resources: [] }, 'data.Resources should NOT have fewer than 1 items'],
    [
      '33 resources',
      { Resources: Array.from({ length: 33 }, (_, n) => ({ Type: 'Other', Id: `${n}` })) },
      'data.Resources should NOT have more than 32',
    ],
    [
      'a resource without id',
      { Resources: [{ Type: 'Other', Id: undefined }] },
      "required property 'Id'",
    ],
    [
      'a date in words',
      { CreatedAt: 'yesterday' },
      'data.CreatedAt should match format "date-time"',
    ],
    ['an unknown type', { Types: ['Bugs/CVE'] }, 'data.Types[0]'],
    [
      '51 product fields',
      { ProductFields: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v'])) },
      'data.ProductFields',
    ],
    ['a long product field', { ProductFields: { k: 'x'.repeat(2049) } }, "data.ProductFields['k']"],
    ['a product field with a bad key', { ProductFields: { 'a?b': 'x' } }, 'property name'],
    ['a bad source url', { SourceUrl: 'not a url' }, 'data.SourceUrl'],
    [
      'an empty recommendation',
      { Remediation: { Recommendation: {} } },
      'data.Remediation.Recommendation',
    ],
    ['a confidence of 101', { Confidence: 101 }, 'data.Confidence should be <= 100'],
    [
      'a vendor without name',
      { Vulnerabilities: [{ Id: 'CVE-1', Vendor: { Name: undefined } }] },
      "'Name'",
    ],
    [
      'a long vulnerability id',
      { Vulnerabilities: [{ Id: 'x'.repeat(129) }] },
      'data.Vulnerabilities[0].Id',
    ],
    [
      'an OCI architecture name',
      {
        Resources: [
          {
            Type: 'AwsEcrContainerImage',
            Id: 'r',
            Details: { AwsEcrContainerImage: { Architecture: 'amd64' } },
          },
        ],
      },
      'Architecture should be equal to one of the allowed values',
    ],
    [
      'a long container image name',
      {
        Resources: [
          { Type: 'Container', Id: 'r', Details: { Container: { ImageName: 'x'.repeat(129) } } },
        ],
      },
      'data.Resources[0].Details.Container.ImageName',
    ],
    [
      'no severity at all',
      { FindingProviderFields: {} },
      "required property 'FindingProviderFields'",
    ],
  ] satisfies [string, Partial<AwsSecurityFinding>, string][])(
    'refuses %s',
    async (_, wrong, message) => {
      const answer = await load(aFinding(wrong), aFinding({ Id: 'good' }));

      expect(answer.SuccessCount).toBe(1);
      expect(answer.FailedFindings).toEqual([
        expect.objectContaining({
          ErrorCode: 'InvalidInput',
          ErrorMessage: expect.stringContaining(message),
        }),
      ]);
    },
  );

  it.each([
    ['another account', { AwsAccountId: '999988887777' }],
    ['another region', { ProductArn: AQUA.replace(REGION, 'us-east-1') }],
    ['a product that is off', { ProductArn: AQUA }],
  ])('refuses access for %s', async (_, foreign) => {
    const answer = await load(aFinding(foreign));

    expect(answer.FailedFindings?.[0]?.ErrorCode).toBe('InvalidAccess');
  });

  it('rejects the whole call for a product ARN without region', async () => {
    const call = load(aFinding({ ProductArn: AQUA.replace(REGION, '') }));

    await expect(call).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining('productArn'),
    });
  });

  it('ignores an update that is not newer, and says success', async () => {
    await load(aFinding({ Title: 'first' }, 5));
    const same = await load(aFinding({ Title: 'same time' }, 5));
    await load(aFinding({ Title: 'older' }, 4));

    expect(same.SuccessCount).toBe(1);
    expect((await only()).Title).toBe('first');
  });

  it('replaces a finding by a newer one and keeps when it was created', async () => {
    await load(aFinding({ Title: 'first' }, 0));
    const created = (await only()).CreatedAt;
    await load(aFinding({ Title: 'second' }, 5));

    expect(await only()).toMatchObject({ Title: 'second', CreatedAt: created });
  });

  it('keeps the same Id of two products apart', async () => {
    cloud.aws.hub.enable(AQUA);
    await load(aFinding(), aFinding({ ProductArn: AQUA }));

    expect(await find()).toHaveLength(2);
  });

  it('never touches what the customer decided', async () => {
    await load(aFinding());
    await update({
      Workflow: { Status: 'SUPPRESSED' },
      Note: { Text: 'not reachable', UpdatedBy: 'ana' },
      UserDefinedFields: { a: 'b' },
      VerificationState: 'BENIGN_POSITIVE',
    });
    await load(
      aFinding(
        {
          Workflow: { Status: 'NEW' },
          Note: { Text: 'mine', UpdatedBy: 'scanner', UpdatedAt: new Date().toISOString() },
          UserDefinedFields: { c: 'd' },
          VerificationState: 'TRUE_POSITIVE',
        },
        9,
      ),
    );

    expect(await only()).toMatchObject({
      Workflow: { Status: 'SUPPRESSED' },
      Note: { Text: 'not reachable', UpdatedBy: 'ana' },
      UserDefinedFields: { a: 'b' },
      VerificationState: 'BENIGN_POSITIVE',
    });
  });

  it('sends status and fields of one update in one event', async () => {
    await load(aFinding());
    const events: unknown[] = [];
    cloud.aws.bus.on({ source: ['aws.securityhub'] }, (event) => events.push(event['detail']));

    await update({ Workflow: { Status: 'RESOLVED' }, UserDefinedFields: { mark: '7 RESOLVED' } });

    const shown = { Workflow: { Status: 'RESOLVED' }, UserDefinedFields: { mark: '7 RESOLVED' } };
    expect(events).toMatchObject([{ findings: [shown] }]);
  });

  it('keeps a severity the customer changed, and takes the new one into the provider fields', async () => {
    await load(aFinding());
    await update({ Severity: { Label: 'LOW' } });
    await load(aFinding({ FindingProviderFields: { Severity: { Label: 'CRITICAL' } } }, 9));

    expect(await only()).toMatchObject({
      Severity: { Label: 'LOW', Normalized: 1 },
      FindingProviderFields: { Severity: { Label: 'CRITICAL' } },
    });
  });

  it.each([
    ['NOTIFIED', 'NEW'],
    ['RESOLVED', 'NEW'],
    ['SUPPRESSED', 'SUPPRESSED'],
  ] as const)('turns %s into %s when an archived finding comes back', async (before, after) => {
    await load(aFinding({}, 0));
    await update({ Workflow: { Status: before } });
    await load(aFinding({ RecordState: 'ARCHIVED' }, 1));
    const archived = await only();
    await load(aFinding({}, 2));

    expect(archived).toMatchObject({ RecordState: 'ARCHIVED', Workflow: { Status: before } });
    expect(await only()).toMatchObject({ RecordState: 'ACTIVE', Workflow: { Status: after } });
  });

  it('leaves a resolved finding resolved when it is merely imported again', async () => {
    await load(aFinding({}, 0));
    await update({ Workflow: { Status: 'RESOLVED' } });
    await load(aFinding({}, 1));

    expect((await only()).Workflow?.Status).toBe('RESOLVED');
  });

  it('resets a decision when a passed check fails again', async () => {
    await load(aFinding({ Compliance: { Status: 'PASSED' } }, 0));
    await update({ Workflow: { Status: 'RESOLVED' } });
    await load(aFinding({ Compliance: { Status: 'FAILED' } }, 1));

    expect((await only()).Workflow?.Status).toBe('NEW');
  });
});

describe('updating', () => {
  it('moves neither UpdatedAt nor RecordState', async () => {
    await load(aFinding());
    const before = await only();
    await update({ Workflow: { Status: 'NOTIFIED' }, Note: { Text: 'posted', UpdatedBy: 'bot' } });

    expect(await only()).toMatchObject({
      UpdatedAt: before.UpdatedAt,
      RecordState: 'ACTIVE',
      Workflow: { Status: 'NOTIFIED' },
      Note: { Text: 'posted', UpdatedBy: 'bot', UpdatedAt: expect.any(String) },
    });
  });

  it('says by finding what was not processed', async () => {
    await load(aFinding());
    const known = { Id: 'vulnscan/CVE-2026-0001', ProductArn: PRODUCT };
    const answer = await update({
      FindingIdentifiers: [known, known, { Id: 'gone', ProductArn: PRODUCT }],
      Workflow: { Status: 'RESOLVED' },
    });

    expect(answer.ProcessedFindings).toEqual([known]);
    expect(answer.UnprocessedFindings?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'DuplicatedFindingIdentifier',
      'FindingNotFound',
    ]);
  });

  it.each([
    ['a note without author', { Note: { Text: 'x', UpdatedBy: undefined } }],
    ['a note of 513', { Note: { Text: 'x'.repeat(513), UpdatedBy: 'ana' } }],
    ['no identifiers', { FindingIdentifiers: [] }],
    ['a field key with a space', { UserDefinedFields: { 'a b': 'c' } }],
    ['a field value of 1025', { UserDefinedFields: { a: 'x'.repeat(1025) } }],
    [
      '101 identifiers',
      {
        FindingIdentifiers: Array.from({ length: 101 }, (_, n) => ({
          Id: `${n}`,
          ProductArn: PRODUCT,
        })),
      },
    ],
  ])('rejects %s as a whole', async (_, wrong) => {
    await expect(update(wrong)).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('replaces user-defined fields unless merging is requested', async () => {
    const merging = await aCloud({ userDefinedFields: 'merge' });
    merging.aws.hub.enable();
    for (const { hub } of [cloud.aws, merging.aws]) {
      hub.call('BatchImportFindings', JSON.parse(JSON.stringify({ Findings: [aFinding()] })));
      const FindingIdentifiers = [{ Id: 'vulnscan/CVE-2026-0001', ProductArn: PRODUCT }];
      hub.call('BatchUpdateFindings', { FindingIdentifiers, UserDefinedFields: { a: '1' } });
      hub.call('BatchUpdateFindings', { FindingIdentifiers, UserDefinedFields: { b: '2' } });
    }

    expect(cloud.aws.hub.findings()[0]?.['UserDefinedFields']).toEqual({ b: '2' });
    expect(merging.aws.hub.findings()[0]?.['UserDefinedFields']).toEqual({ a: '1', b: '2' });
    await merging.close();
  });

  it('returns ConcurrentUpdateError under its fault', async () => {
    await load(aFinding());
    cloud.aws.faults.updateUnprocessed = 1;

    const answer = await update({ Workflow: { Status: 'RESOLVED' } });

    expect(answer.UnprocessedFindings?.[0]?.ErrorCode).toBe('ConcurrentUpdateError');
    expect((await only()).Workflow?.Status).toBe('NEW');
  });

  it('keeps a history of both kinds of write, newest first', async () => {
    await load(aFinding());
    await update({ Workflow: { Status: 'NOTIFIED' } });

    const { Records } = await cloud.securityHub.send(
      new GetFindingHistoryCommand({
        FindingIdentifier: { Id: 'vulnscan/CVE-2026-0001', ProductArn: PRODUCT },
      }),
    );

    expect(Records).toMatchObject([
      {
        UpdateSource: { Type: 'BATCH_UPDATE_FINDINGS' },
        Updates: [
          {
            UpdatedField: 'Workflow',
            OldValue: '{"Status":"NEW"}',
            NewValue: '{"Status":"NOTIFIED"}',
          },
        ],
      },
      { FindingCreated: true, UpdateSource: { Type: 'BATCH_IMPORT_FINDINGS' } },
    ]);
  });
});

describe('time', () => {
  it('shows a write only after its lag, and finds nothing to update before', async () => {
    let now = Date.parse('2026-11-24T10:00:00Z');
    const slow = await aCloud({ lag: { min: 5000, max: 5000 }, now: () => new Date(now) });
    slow.aws.hub.enable();
    await slow.securityHub.send(new BatchImportFindingsCommand({ Findings: [aFinding()] }));

    const early = await slow.securityHub.send(new GetFindingsCommand({}));
    const updated = await slow.securityHub.send(
      new BatchUpdateFindingsCommand({
        FindingIdentifiers: [{ Id: 'vulnscan/CVE-2026-0001', ProductArn: PRODUCT }],
        Workflow: { Status: 'NOTIFIED' },
      }),
    );
    now += 5000;
    const late = await slow.securityHub.send(new GetFindingsCommand({}));

    expect(early.Findings).toEqual([]);
    expect(updated.UnprocessedFindings?.[0]?.ErrorCode).toBe('FindingNotFound');
    expect(late.Findings).toHaveLength(1);
    await slow.close();
  });

  it.each([
    ['ACTIVE', 89, 91],
    ['ARCHIVED', 29, 31],
  ] as const)('forgets an %s finding after its retention', async (RecordState, kept, gone) => {
    let days = 0;
    const start = Date.now();
    const old = await aCloud({ now: () => new Date(start + days * 86_400_000) });
    old.aws.hub.enable();
    await old.securityHub.send(
      new BatchImportFindingsCommand({ Findings: [aFinding({ RecordState })] }),
    );

    days = kept;
    expect(old.aws.hub.findings()).toHaveLength(1);
    days = gone;
    expect(old.aws.hub.findings()).toHaveLength(0);
    await old.close();
  });

  it('refuses calls over the quota with a throttling error the SDK knows', async () => {
    let now = Date.parse('2026-11-24T10:00:00Z');
    const busy = await aCloud({ rates: true, now: () => new Date(now) });
    busy.aws.hub.enable();
    const call = () => busy.securityHub.send(new GetFindingsCommand({}));
    for (let n = 0; n < 6; n += 1) await call();

    await expect(call()).rejects.toMatchObject({
      name: 'LimitExceededException',
      $metadata: { httpStatusCode: 429 },
    });
    now += 334;
    await expect(call()).resolves.toMatchObject({ Findings: [] });
    await expect(call()).rejects.toMatchObject({ name: 'LimitExceededException' });
    await busy.close();
  });

  it('throttles under its fault', async () => {
    cloud.aws.faults.securityHubThrottle = 1;

    await expect(find()).rejects.toMatchObject({ name: 'LimitExceededException' });
  });
});

describe('events', () => {
  it('sends one event for each finding imported and each finding updated, none for an ignored import', async () => {
    const statuses: string[] = [];
    cloud.aws.bus.on({ source: ['aws.securityhub'] }, (event) =>
      statuses.push(JSON.stringify(event)),
    );

    await load(aFinding(), aFinding({ Id: 'second' }));
    await load(aFinding());
    await update({ Workflow: { Status: 'NOTIFIED' } });

    expect(statuses).toHaveLength(3);
    expect(JSON.parse(statuses[2] ?? '{}')).toMatchObject({
      'detail-type': 'Security Hub Findings - Imported',
      account: ACCOUNT,
      region: REGION,
      resources: [`${PRODUCT}/vulnscan/CVE-2026-0001`],
      detail: { findings: [{ Workflow: { Status: 'NOTIFIED' } }] },
    });
  });
});
