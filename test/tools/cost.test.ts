import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  costTables,
  inspectorMonth,
  monthOf,
  SMALL_TEAM,
  sum,
  unpriced,
} from '../../tools/cost-model';
import { MINIMAL, synthesize } from '../infra/synth';

const { template } = synthesize();
const month = monthOf(template, SMALL_TEAM);

test('a small team pays less than one dollar a month', () => {
  expect(sum(month, 'paid')).toBeLessThan(1);
});

test('Inspector costs several times as much for the same images', () => {
  expect(sum(inspectorMonth(SMALL_TEAM), 'listed')).toBeGreaterThan(5 * sum(month, 'paid'));
});

test('the page says what the template and the prices say today', () => {
  const page = readFileSync(join(resolve(__dirname, '../..'), 'docs', 'cost.md'), 'utf8');

  expect(page).toContain(`<!-- tables -->\n\n${costTables(template)}\n<!-- end -->`);
});

test('every type of resource is priced or listed as free, in either form of the stack', () => {
  const other = synthesize({
    ...MINIMAL,
    deploy: { endpoint: 'http-api', enableSecurityHub: true, subscribeAqua: true },
  });

  expect(unpriced(template)).toEqual([]);
  expect(unpriced(other.template)).toEqual([]);
});

test('a resource that nobody priced is named', () => {
  const nat = { Resources: { Nat: { Type: 'AWS::EC2::NatGateway' } } };

  expect(unpriced(nat)).toEqual(['AWS::EC2::NatGateway']);
});

test('twice the images cost twice the scanner', () => {
  const doubled = monthOf(template, { ...SMALL_TEAM, images: 2 * SMALL_TEAM.images });
  const fargate = (lines: typeof month) =>
    lines.find(({ what }) => what.startsWith('Fargate') && what.endsWith('vCPU-hour'))?.paid;

  expect(fargate(doubled)).toBeCloseTo(2 * (fargate(month) ?? 0));
});
