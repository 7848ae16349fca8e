import { allowedRegistries, productArn, watchedProducts } from '../../src/config/aws-names';
import { checkConfig, parseConfig } from '../../src/config/config';
import { parseConfigText } from '../../src/config/config-file';
import { loadConfig, readEnvironment } from '../../src/config/environment';

const MINIMAL = {
  aws: { account: '123456789012', region: 'eu-west-1' },
  slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0VULNSCAN' },
  images: ['api:latest'],
};

test('aws, slack and images are enough; everything else has a default', () => {
  const config = parseConfig(MINIMAL);

  expect(config.findings).toEqual({
    scope: 'vulnerability',
    severities: ['CRITICAL', 'HIGH'],
    reopenAfter: 24 * 3_600_000,
    dueWithin: 14 * 24 * 3_600_000,
    onlyFixable: false,
    reask: ['exploited', 'exposed', 'severity', 'image', 'fix'],
  });
  expect(config.slack.digestAbove).toBe(1);
  expect(config.triage).toEqual({ users: [], usergroups: [] });
});

test('every mistake is reported at once, by name', () => {
  const faulty = {
    ...MINIMAL,
    aws: { account: '12', region: 'Ireland' },
    slack: { channel: '#security', team: 'T0HOME', colour: 'red' },
    findings: { reopenAfter: 'soon' },
  };

  const names = checkConfig(faulty).map((fault) => fault.path.join('.'));

  expect(names.sort()).toEqual([
    'aws.account',
    'aws.region',
    'findings.reopenAfter',
    'slack.app',
    'slack.channel',
    'slack.colour',
  ]);
  expect(() => parseConfig(faulty)).toThrow(/slack\.channel: must be a channel id/);
});

test('a mistake in the file is reported with its line', () => {
  const text = [
    'aws: {account: "123456789012", region: eu-west-1}',
    'slack:',
    '  channel: security',
    '  team: T0HOME',
    'images: [api:latest]',
    'colour: red',
  ].join('\n');

  expect(() => parseConfigText(text, 'vulnscan.yml')).toThrow(/line 3: slack\.channel: must be/);
  expect(() => parseConfigText(text, 'vulnscan.yml')).toThrow(
    /line 6: colour: is not a known setting/,
  );
});

test('a file that is not YAML is refused with the line of the error', () => {
  expect(() => parseConfigText('aws: {account: "1"\nslack: [', 'vulnscan.yml')).toThrow(/line \d+/);
});

test.each([
  [['api:latest', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web']],
  [{ ecr: { repositories: ['team/*'] } }],
  [{ ecs: { clusters: ['prod'] } }],
])('images may be %j', (images) => {
  expect(checkConfig({ ...MINIMAL, images })).toEqual([]);
});

test.each([
  ['512', 2048],
  ['1024', 4096],
  ['1024', 8192],
  ['2048', 4096],
  ['2048', 16384],
  ['4096', 8192],
  ['4096', 30720],
])('Fargate has cpu %s with memory %i', (cpu, memory) => {
  expect(checkConfig({ ...MINIMAL, scan: { cpu, memory } })).toEqual([]);
});

test('a number of CPU units needs no quotes', () => {
  const { scan } = parseConfig({ ...MINIMAL, scan: { cpu: 2048, memory: 16384 } });

  expect(scan).toMatchObject({ cpu: '2048', memory: 16384 });
});

test.each([
  ['512', 1024],
  ['512', 5120],
  ['1024', 16384],
  ['1024', 5000],
  ['2048', 2048],
  ['4096', 4096],
  ['4096', 40960],
])(
  'Fargate has no cpu %s with memory %i, and the configuration is refused before deploying',
  (cpu, memory) => {
    const faults = checkConfig({ ...MINIMAL, scan: { cpu, memory } });

    expect(faults).toEqual([
      {
        path: ['scan', 'memory'],
        message: expect.stringMatching(/^must be whole GiB, .* with scan.cpu/),
      },
    ]);
  },
);

test.each([[[]], [['-flag']], [{ ecr: {} }], [{ docker: {} }], [['a b']]])(
  'images may not be %j',
  (images) => {
    expect(checkConfig({ ...MINIMAL, images })).not.toEqual([]);
  },
);

test('a registry that is not ECR is refused', () => {
  const faults = checkConfig({ ...MINIMAL, registries: ['169.254.170.2', 'evil.example'] });

  expect(faults).toHaveLength(2);
});

test('the account registry is always allowed, in every partition', () => {
  const of = (region: string) =>
    allowedRegistries({
      aws: { account: '123456789012', region, product: 'aqua' },
      registries: [],
    });

  expect(of('eu-west-1')).toEqual(['123456789012.dkr.ecr.eu-west-1.amazonaws.com']);
  expect(of('cn-north-1')).toEqual(['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn']);
});

test('the Aqua product names no account, the default product does', () => {
  const aws = { account: '123456789012', region: 'us-gov-west-1' };

  expect(productArn({ aws: { ...aws, product: 'aqua' } })).toBe(
    'arn:aws-us-gov:securityhub:us-gov-west-1::product/aquasecurity/aquasecurity',
  );
  expect(productArn({ aws: { ...aws, product: 'default' } })).toBe(
    'arn:aws-us-gov:securityhub:us-gov-west-1:123456789012:product/123456789012/default',
  );
  expect(watchedProducts({ aws: { ...aws, product: 'default' } })).toHaveLength(2);
});

test('a handler reads its configuration from a variable or from a file', () => {
  const text = JSON.stringify(MINIMAL);

  expect(loadConfig({ VULNSCAN_CONFIG: text }).aws.account).toBe('123456789012');
  expect(loadConfig({ VULNSCAN_CONFIG_FILE: 'x.json' }, () => text).aws.account).toBe(
    '123456789012',
  );
  expect(() => loadConfig({})).toThrow(/VULNSCAN_CONFIG/);
  expect(() => loadConfig({ VULNSCAN_CONFIG: '{' })).toThrow(/not valid JSON/);
});

test('missing environment variables are named together', () => {
  expect(() => readEnvironment({ B: 'x', C: '' }, ['A', 'B', 'C'])).toThrow(/A, C/);
});

test('UNKNOWN is the severity that Security Hub calls INFORMATIONAL', () => {
  const severities = ['HIGH', 'UNKNOWN', 'INFORMATIONAL'];

  expect(parseConfig({ ...MINIMAL, findings: { severities } }).findings.severities).toEqual([
    'HIGH',
    'INFORMATIONAL',
  ]);
});
