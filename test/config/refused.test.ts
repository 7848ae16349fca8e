import { allowedRegistries, productArn } from '../../src/config/aws-names';
import { parseConfigText } from '../../src/config/config-file';
import { InvalidInput } from '../../src/domain/errors';
import { parseEcrHost } from '../../src/domain/image';

/* A mistake in vulnscan.yml is refused before anything is deployed, with its line and what to write instead. */

const FILE = `aws:
  account: "123456789012"
  region: eu-west-1
slack:
  team: T0HOME
  channel: C0SECURITY
  app: A0VULNSCAN
images:
  ecr:
    repositories: [team/api]
`;

/** What is said of the file, with `from` replaced by `to`. */
function said(from: string, to: string): string {
  expect(FILE).toContain(from);
  return saidOf(FILE.replace(from, to));
}

function saidOf(text: string): string {
  try {
    parseConfigText(text, 'vulnscan.yml');
    return '';
  } catch (error) {
    if (error instanceof InvalidInput) return error.message;
    throw error;
  }
}

const scan = (settings: string) => saidOf(`${FILE}scan:\n  ${settings}\n`);

test('the file without a mistake is taken', () => {
  expect(saidOf(FILE)).toBe('');
});

describe('the schedule', () => {
  test.each([
    ['cron(0 3 * * *)', 'cron(0 3 * * ? *)'],
    ['0 3 * * *', 'cron(0 3 * * ? *)'],
    ['cron(30 6 * * 1-5)', 'cron(30 6 ? * MON-FRI *)'],
    ['cron(0 3 1 * *)', 'cron(0 3 1 * ? *)'],
    ['cron(0 3 * * * *)', 'must have ? as the day of month'],
    ['cron(0 25 * * ? *)', 'a wrong value for hours'],
    ['cron(0 3 ? * XYZ *)', 'a wrong value for day of week'],
    ['cron(0 3)', 'has 2 fields'],
    ['rate(1 days)', 'rate(1 day)'],
    ['rate(12 hour)', 'rate(12 hours)'],
    ['rate(0 days)', 'rate(1 day)'],
    ['rate(1 week)', 'rate(1 day)'],
    ['daily', 'cron(0 3 * * ? *)'],
  ])('%s is refused, with %s', (schedule, remedy) => {
    const message = scan(`schedule: "${schedule}"`);

    expect(message).toContain('line 12: scan.schedule: ');
    expect(message).toContain(remedy);
  });

  test.each([
    'rate(1 day)',
    'rate(12 hours)',
    'cron(0 3 * * ? *)',
    'cron(0/30 8-18 ? * MON-FRI *)',
    'cron(15 10 L * ? 2026-2030)',
    'cron(0 8 ? * 2#1 *)',
    'cron(0 3 1,15 JAN,JUL ? *)',
    'cron(*/15 * * * ? *)',
  ])('%s is taken', (schedule) => {
    expect(scan(`schedule: "${schedule}"`)).toBe('');
  });
});

describe('the time zone', () => {
  test.each([
    ['Asia/Tokio', 'did you mean Asia/Tokyo?'],
    ['Tokyo', 'did you mean Asia/Tokyo?'],
    ['asia/tokyo', 'did you mean Asia/Tokyo?'],
    ['JST', 'did you mean Asia/Tokyo?'],
    ['+09:00', 'must be a time zone such as Asia/Tokyo'],
    ['Mars/Olympus', 'must be a time zone such as Asia/Tokyo'],
  ])('%s is refused: %s', (zone, remedy) => {
    const message = scan(`timezone: "${zone}"`);

    expect(message).toContain('line 12: scan.timezone: ');
    expect(message).toContain(remedy);
  });

  test.each([
    'UTC',
    'Asia/Tokyo',
    'Asia/Kolkata',
    'America/Port-au-Prince',
    'America/Argentina/Buenos_Aires',
    'Etc/GMT+9',
  ])('%s is taken', (zone) => {
    expect(scan(`timezone: ${zone}`)).toBe('');
  });
});

describe('the Region', () => {
  test.each([
    ['eu-west-9', 'eu-west-1'],
    ['us-esat-1', 'us-east-1'],
    ['EU-WEST-1', 'eu-west-1'],
  ])('%s does not exist: did you mean %s?', (region, meant) => {
    const message = said('eu-west-1', region);

    expect(message).toContain('line 3: aws.region: ');
    expect(message).toContain(`did you mean ${meant}?`);
  });

  test('may be the European Sovereign Cloud, with its own ARNs and hosts', () => {
    const aws = { account: '123456789012', region: 'eusc-de-east-1', product: 'aqua' } as const;
    const host = '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu';

    expect(said('eu-west-1', 'eusc-de-east-1')).toBe('');
    expect(productArn({ aws })).toMatch(/^arn:aws-eusc:securityhub:eusc-de-east-1::product/);
    expect(allowedRegistries({ aws, registries: [] })).toEqual([host]);
    expect(parseEcrHost(host)).toEqual({ account: aws.account, region: aws.region });
  });
});

describe('repositories', () => {
  test.each([
    ['team/api:latest', 'without a tag or digest: team/api'],
    ['"api@sha256:0"', 'without a tag or digest: api'],
    [
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/api',
      'without its registry, such as team/api',
    ],
    ['docker.io/library/nginx:1', 'without its registry, such as library/nginx'],
    ['Team/API', 'must be the name of an ECR repository'],
    ['""', 'must be the name of an ECR repository'],
  ])('%s is refused: %s', (repository, remedy) => {
    const message = said('team/api', repository);

    expect(message).toContain('line 10: images.ecr.repositories.0: ');
    expect(message).toContain(remedy);
    expect(saidOf(`${FILE}deploy:\n  repositories: [${repository}]\n`)).toContain(remedy);
  });

  test.each(['"*"', 'team/*', 'a.b_c-d/e', '"*-api"'])('%s is taken', (repository) => {
    expect(said('team/api', repository)).toBe('');
  });
});

describe('values', () => {
  test('an account number without quotes, which YAML reads as a number, has to be put in quotes', () => {
    expect(said('"123456789012"', '123456789012')).toContain(
      'line 2: aws.account: must be in quotes',
    );
    expect(said('"123456789012"', '012345678901')).toContain('must be in quotes');
    expect(saidOf(`${FILE.replace('[team/api]', '[api]\n    tags: [1.0]')}`)).toContain(
      'line 11: images.ecr.tags.0: must be in quotes',
    );
  });

  test.each([
    ['  channel: C0SECURITY', '  channel:', 'line 6: slack.channel: is empty; give it a value'],
    ['  channel: C0SECURITY\n', '', 'line 4: slack.channel: is missing'],
    ['  app: A0VULNSCAN\n', '', 'slack.app: is missing; npm run setup fills it in'],
    ['images:\n  ecr:\n    repositories: [team/api]\n', '', 'images: is missing'],
    ['  ecr:\n    repositories: [team/api]\n', '', 'line 8: images: is empty; give it a value'],
    ['    repositories: [team/api]', '    tags: [latest]', 'images.ecr.repositories: is missing'],
    ['[team/api]', 'team/api', 'images.ecr.repositories: must be a list, such as [a, b]'],
  ])('%j replaced by %j: %s', (from, to, message) => {
    expect(said(from, to)).toContain(message);
    expect(said(from, to)).not.toContain('Invalid input');
  });

  test('a word that is not one of the allowed ones is told them, and the one that was meant', () => {
    const message = saidOf(`${FILE}findings:\n  severities: [CRITICAL, high]\n`);

    expect(message).toContain('line 12: findings.severities.1: must be CRITICAL, HIGH, MEDIUM');
    expect(message).toContain('did you mean HIGH?');
  });
});

describe('unknown settings', () => {
  test.each([
    ['findings:\n  severity: [HIGH]', 'line 12: findings.severity', 'severities'],
    ['findings:\n  reopen_after: 2d', 'line 12: findings.reopen_after', 'reopenAfter'],
    ['scan:\n  timeZone: UTC', 'line 12: scan.timeZone', 'timezone'],
    ['finding:\n  scope: image', 'line 11: finding', 'findings'],
    ['severities: [HIGH]', 'line 11: severities', 'findings.severities'],
    ['deploy:\n  language: ja', 'line 12: deploy.language', 'slack.language'],
  ])('%j: the one that was meant is named', (text, place, meant) => {
    expect(saidOf(`${FILE}${text}\n`)).toContain(
      `${place}: is not a known setting (did you mean ${meant}?)`,
    );
  });

  test('nothing is suggested where nothing is near', () => {
    expect(saidOf(`${FILE}colour: red\n`)).toMatch(/colour: is not a known setting$/);
  });
});

describe('the file as a whole', () => {
  test.each(['', '# nothing yet\n', '---\n'])('%j is empty', (text) => {
    expect(saidOf(text)).toMatch(/^vulnscan\.yml is empty; run npm run setup/);
  });

  test.each(['just words', '- a\n- b\n', '42'])('%j has no settings', (text) => {
    expect(saidOf(text)).toContain('it must have settings such as aws: and slack:');
  });

  test('two documents are one too many', () => {
    expect(saidOf(`${FILE}---\n${FILE}`)).toContain('remove the line with ---');
  });

  test('a tag that YAML does not know is refused with its line', () => {
    expect(said('T0HOME', '!Ref Team')).toMatch(/line 5: .*!Ref/);
  });

  test('a setting that is given twice is refused with its line', () => {
    expect(said('  team: T0HOME\n', '  team: T0HOME\n  team: T1HOME\n')).toMatch(
      /line 6: .*unique/,
    );
  });

  test('a small file that would grow beyond all memory ends at once, with a sentence', () => {
    const levels = 'abcdefghij'.split('');
    const bomb = levels.map((name, index) => {
      const before = `*${levels[index - 1] ?? ''}`;
      const items = index === 0 ? ['x'] : Array.from({ length: 10 }, () => before);
      return `${name}: &${name} [${items.join(', ')}]`;
    });

    expect(saidOf(`${bomb.join('\n')}\n`)).toContain('aliases');
  });

  test.each([
    ['a deep nest', '['.repeat(50_000)],
    ['maps in maps', '{a: '.repeat(20_000)],
    ['a long file', `# ${'x'.repeat(200_000)}`],
  ])('%s ends at once, with a sentence', (_, text) => {
    const started = Date.now();

    expect(saidOf(text)).toMatch(/nested too deeply|longer than/);
    expect(Date.now() - started).toBeLessThan(15_000);
  });
});
