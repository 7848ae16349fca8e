import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { MINIMAL, synthesize } from '../infra/synth';

/* cfn-lint and hadolint, which PYTHON's environment has. */

const root = resolve(__dirname, '../..');
const bin = dirname(process.env['PYTHON'] ?? '');
const folder = mkdtempSync(join(tmpdir(), 'vulnscan-lint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** CDK names as a dependency what a GetAtt says already: harmless, and not ours to change. */
const REDUNDANT_DEPENDENCY = 'W3005';

const CONFIGS = {
  'the standard installation': MINIMAL,
  'an HTTP API, subnets given, Security Hub turned on': {
    ...MINIMAL,
    aws: { ...MINIMAL.aws, product: 'default' },
    images: { ecs: { clusters: ['shop'] } },
    deploy: {
      vpc: 'vpc-0abc1234',
      subnets: ['subnet-0abc1234'],
      endpoint: 'http-api',
      enableSecurityHub: true,
      subscribeAqua: true,
    },
  },
};

describe.each(Object.entries(CONFIGS))('%s', (name, config) => {
  tool('cfn-lint', 'finds nothing in the template', (lint) => {
    const file = join(folder, `${name}.json`.replaceAll(' ', '-'));
    writeFileSync(file, JSON.stringify(synthesize(config).template));

    expect(output(lint, ['--ignore-checks', REDUNDANT_DEPENDENCY, '--', file])).toBe('');
  });
});

tool('hadolint', "finds nothing in the scanner's Dockerfile", (lint) => {
  expect(output(lint, [join(root, 'scanner/Dockerfile')])).toBe('');
});

function tool(name: string, title: string, check: (path: string) => void): void {
  const path = join(bin, name);
  if (existsSync(path)) {
    test(`${name} ${title}`, () => check(path));
  } else {
    process.stderr.write(`${name} was not run: PYTHON names no environment that has it.\n`);
    test.todo(`${name} ${title}`);
  }
}

function output(command: string, args: string[]): string {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return `${stdout}${stderr}`.trim();
}
