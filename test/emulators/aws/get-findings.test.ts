import type {
  AwsSecurityFindingFilters,
  GetFindingsCommandInput,
} from '@aws-sdk/client-securityhub';
import { BatchImportFindingsCommand, GetFindingsCommand } from '@aws-sdk/client-securityhub';
import * as fc from 'fast-check';
import { compileFilters } from '../../../emulators/aws/security-hub/filters';
import type { Cloud } from './support';
import { aCloud, aFinding, PRODUCT } from './support';

let cloud: Cloud;
const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();

beforeAll(async () => {
  cloud = await aCloud();
  cloud.aws.hub.enable();
  await cloud.securityHub.send(
    new BatchImportFindingsCommand({
      Findings: [
        aFinding({
          Id: 'a',
          Title: 'openssl is broken',
          GeneratorId: 'Trivy/CVE-1',
          FindingProviderFields: { Severity: { Label: 'CRITICAL' } },
          ProductFields: { 'Product Name': 'Trivy', 'vulnscan/scan': 's1' },
          Confidence: 80,
          UpdatedAt: ago(1),
        }),
        aFinding({
          Id: 'b',
          Title: 'zlib is broken',
          GeneratorId: 'Trivy/CVE-2',
          FindingProviderFields: { Severity: { Label: 'HIGH' } },
          Resources: [
            { Type: 'Container', Id: 'image:web' },
            { Type: 'Container', Id: 'image:api' },
          ],
          Confidence: 20,
          UpdatedAt: ago(5),
        }),
        aFinding({
          Id: 'c',
          Title: 'bash is odd',
          GeneratorId: 'Other/CVE-3',
          FindingProviderFields: { Severity: { Label: 'LOW' } },
          RecordState: 'ARCHIVED',
          UpdatedAt: ago(9),
        }),
      ],
    }),
  );
  cloud.aws.hub.call('BatchUpdateFindings', {
    FindingIdentifiers: [{ Id: 'b', ProductArn: PRODUCT }],
    Workflow: { Status: 'SUPPRESSED' },
    Note: { Text: 'not used', UpdatedBy: 'ana' },
    UserDefinedFields: { until: 'fix' },
  });
});
afterAll(() => cloud.close());

const get = (input: GetFindingsCommandInput) =>
  cloud.securityHub.send(new GetFindingsCommand(input));
const ids = async (Filters: AwsSecurityFindingFilters) =>
  ((await get({ Filters })).Findings ?? []).map(({ Id }) => Id).join('');

it.each([
  ['one value', { Id: [{ Value: 'a', Comparison: 'EQUALS' }] }, 'a'],
  [
    'either of two',
    {
      Id: [
        { Value: 'a', Comparison: 'EQUALS' },
        { Value: 'c', Comparison: 'EQUALS' },
      ],
    },
    'ac',
  ],
  ['a prefix', { GeneratorId: [{ Value: 'Trivy/', Comparison: 'PREFIX' }] }, 'ab'],
  [
    'equal or prefixed',
    {
      Title: [
        { Value: 'zl', Comparison: 'PREFIX' },
        { Value: 'bash is odd', Comparison: 'EQUALS' },
      ],
    },
    'bc',
  ],
  [
    'neither of two',
    {
      Id: [
        { Value: 'a', Comparison: 'NOT_EQUALS' },
        { Value: 'b', Comparison: 'NOT_EQUALS' },
      ],
    },
    'c',
  ],
  ['no such prefix', { GeneratorId: [{ Value: 'Trivy', Comparison: 'PREFIX_NOT_EQUALS' }] }, 'c'],
  [
    'prefix, then without one',
    {
      GeneratorId: [
        { Value: 'Trivy', Comparison: 'PREFIX' },
        { Value: 'Trivy/CVE-2', Comparison: 'NOT_EQUALS' },
      ],
    },
    'a',
  ],
  [
    'two attributes together',
    {
      RecordState: [{ Value: 'ACTIVE', Comparison: 'EQUALS' }],
      SeverityLabel: [{ Value: 'HIGH', Comparison: 'EQUALS' }],
    },
    'b',
  ],
  ['the case as it is', { SeverityLabel: [{ Value: 'high', Comparison: 'EQUALS' }] }, ''],
  ['a workflow status', { WorkflowStatus: [{ Value: 'SUPPRESSED', Comparison: 'EQUALS' }] }, 'b'],
  ['any of the resources', { ResourceId: [{ Value: 'image:api', Comparison: 'EQUALS' }] }, 'b'],
  [
    'a product field',
    { ProductFields: [{ Key: 'vulnscan/scan', Value: 's1', Comparison: 'EQUALS' }] },
    'a',
  ],
  [
    'not a product field',
    { ProductFields: [{ Key: 'vulnscan/scan', Value: 's1', Comparison: 'NOT_EQUALS' }] },
    'bc',
  ],
  [
    'an own field',
    { UserDefinedFields: [{ Key: 'until', Value: 'fix', Comparison: 'EQUALS' }] },
    'b',
  ],
  [
    'a note',
    {
      NoteText: [{ Value: 'not', Comparison: 'PREFIX' }],
      NoteUpdatedBy: [{ Value: 'ana', Comparison: 'EQUALS' }],
    },
    'b',
  ],
  ['recent days', { UpdatedAt: [{ DateRange: { Value: 3, Unit: 'DAYS' } }] }, 'a'],
  [
    'older days',
    { UpdatedAt: [{ DateRange: { Value: 7, Unit: 'DAYS', Comparison: 'OLDER_THAN' } }] },
    'c',
  ],
  ['a span of dates', { UpdatedAt: [{ Start: ago(6), End: ago(4) }] }, 'b'],
  ['the type', { Type: [{ Value: 'Software', Comparison: 'PREFIX' }] }, ''],
  [
    'the account and region',
    {
      AwsAccountId: [{ Value: '111122223333', Comparison: 'EQUALS' }],
      Region: [{ Value: 'eu-west-1', Comparison: 'EQUALS' }],
    },
    'abc',
  ],
] satisfies [string, AwsSecurityFindingFilters, string][])(
  'finds by %s',
  async (_, filters, expected) => {
    expect(await ids(filters)).toBe(expected);
  },
);

const many = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ Value: `v${n}`, Comparison: 'EQUALS' as const }));
const equals = [{ Value: 'x', Comparison: 'EQUALS' as const }];

it.each([
  ['21 values', { Id: many(21) }],
  [
    '11 attributes',
    {
      Id: equals,
      Title: equals,
      GeneratorId: equals,
      Region: equals,
      Type: equals,
      ProductArn: equals,
      ProductName: equals,
      CompanyName: equals,
      RecordState: equals,
      SeverityLabel: equals,
      WorkflowStatus: equals,
    },
  ],
  [
    'EQUALS beside NOT_EQUALS',
    { Id: [...equals, { Value: 'y', Comparison: 'NOT_EQUALS' as const }] },
  ],
  [
    'CONTAINS, which only automation rules know',
    { Title: [{ Value: 'x', Comparison: 'CONTAINS' as const }] },
  ],
  [
    'a map filter by prefix',
    { ProductFields: [{ Key: 'a', Value: 'x', Comparison: 'CONTAINS' as const }] },
  ],
  ['a date without a date', { UpdatedAt: [{}] }],
  ['a date that is none', { UpdatedAt: [{ Start: 'monday' }] }],
  ['a filter without a value', { Id: [{ Value: '', Comparison: 'EQUALS' as const }] }],
])('refuses %s', async (_, Filters) => {
  await expect(get({ Filters })).rejects.toMatchObject({ name: 'InvalidInputException' });
});

it('takes 20 values and 10 attributes', async () => {
  expect(await ids({ Id: [...many(19), { Value: 'a', Comparison: 'EQUALS' }] })).toBe('a');
});

it.each(['Nope', '__proto__', 'constructor', 'SeverityLabels'])(
  'refuses the unknown filter %s',
  (name) => {
    const filters = JSON.parse(`{"${name}":[{"Value":"x","Comparison":"EQUALS"}]}`);

    expect(() => compileFilters(filters, new Date())).toThrow('Invalid filter attribute');
  },
);

it('sorts by fields, ascending and descending', async () => {
  const sorted = async (Field: string, SortOrder: 'asc' | 'desc') =>
    (await get({ SortCriteria: [{ Field, SortOrder }] })).Findings?.map(({ Id }) => Id).join('');

  expect(await sorted('UpdatedAt', 'asc')).toBe('cba');
  expect(await sorted('UpdatedAt', 'desc')).toBe('abc');
  expect(await sorted('Title', 'asc')).toBe('cab');
  await expect(sorted('Nope', 'asc')).rejects.toMatchObject({ name: 'InvalidInputException' });
});

it.each([0, 101, 1.5])('refuses MaxResults %d', async (MaxResults) => {
  await expect(get({ MaxResults })).rejects.toMatchObject({ name: 'InvalidInputException' });
});

describe('pages', () => {
  const pages = async (input: GetFindingsCommandInput) => {
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await get({ ...input, NextToken });
      seen.push(...(page.Findings ?? []).map(({ Id }) => Id));
      NextToken = page.NextToken;
    } while (NextToken);
    return seen.join('');
  };

  it('give every finding once, sorted or not', async () => {
    expect(await pages({ MaxResults: 1 })).toBe('abc');
    expect(
      await pages({ MaxResults: 2, SortCriteria: [{ Field: 'UpdatedAt', SortOrder: 'asc' }] }),
    ).toBe('cba');
  });

  it('go on where they were when findings before stop matching', async () => {
    const own = await aCloud();
    own.aws.hub.enable();
    const Findings = Array.from({ length: 6 }, (_, n) => aFinding({ Id: `${n}` }));
    await own.securityHub.send(new BatchImportFindingsCommand({ Findings }));
    const Filters: AwsSecurityFindingFilters = {
      WorkflowStatus: [{ Value: 'NEW', Comparison: 'EQUALS' }],
    };
    const first = await own.securityHub.send(new GetFindingsCommand({ Filters, MaxResults: 3 }));

    own.aws.hub.call('BatchUpdateFindings', {
      FindingIdentifiers: ['0', '1', '2'].map((Id) => ({ Id, ProductArn: PRODUCT })),
      Workflow: { Status: 'NOTIFIED' },
    });
    const second = await own.securityHub.send(
      new GetFindingsCommand({ Filters, MaxResults: 3, NextToken: first.NextToken }),
    );

    expect(second.Findings?.map(({ Id }) => Id)).toEqual(['3', '4', '5']);
    await own.close();
  });

  it('refuse a token that was changed, made up, or belongs to another question', async () => {
    const { NextToken = '' } = await get({ MaxResults: 1 });
    const other: AwsSecurityFindingFilters = { Title: equals };

    for (const token of [`${NextToken}x`, NextToken.replace(/^./, 'Z'), 'made-up', '', '.']) {
      await expect(get({ MaxResults: 1, NextToken: token })).rejects.toMatchObject({
        name: 'InvalidInputException',
      });
    }
    await expect(get({ MaxResults: 1, NextToken, Filters: other })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });
});

it('matches like a plain reading of the rules, whatever the strings', () => {
  const word = fc.stringMatching(/^[ab]{1,3}$/);
  const filter = fc.record({
    Value: word,
    Comparison: fc.constantFrom('PREFIX', 'NOT_EQUALS', 'PREFIX_NOT_EQUALS'),
  });

  void fc.assert(
    fc.property(word, fc.array(filter, { minLength: 1, maxLength: 5 }), (title, filters) => {
      const of = (comparison: string) =>
        filters.filter((one) => one.Comparison === comparison).map((one) => one.Value);
      const expected =
        (of('PREFIX').length === 0 || of('PREFIX').some((value) => title.startsWith(value))) &&
        of('NOT_EQUALS').every((value) => title !== value) &&
        of('PREFIX_NOT_EQUALS').every((value) => !title.startsWith(value));

      return compileFilters({ Title: filters }, new Date())({ Title: title }) === expected;
    }),
  );
});
