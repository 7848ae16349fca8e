import type { AffectedImage, Finding } from '../../src/domain/finding';
import type { BulkFilter } from '../../src/domain/job';
import { imageChoice } from '../../src/domain/open-filter';
import { findCovered } from '../../src/usecases/find-covered';
import { anItem, items, ledgerWith } from './tasks-kit';

const named = (vulnerabilityId: string, changes: Partial<Finding> = {}) =>
  anItem({ vulnerabilityId, ...changes });

const image = (repository: string): AffectedImage => ({
  name: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${repository}`,
  repository,
  services: [],
});
const images = (count: number, ...more: string[]) => ({
  images: [...Array.from({ length: count }, (_, index) => `team/${index}`), ...more].map(image),
});
const packages = (...names: string[]) => ({
  packages: names.map((name) => ({ name, installedVersion: '1' })),
});

const SEED = [
  named('open'),
  named('new', { workflowStatus: 'NEW', severity: 'CRITICAL' }),
  named('resolved', { workflowStatus: 'RESOLVED' }),
  named('fixed', { workflowStatus: 'RESOLVED', recordState: 'ARCHIVED' }),
  named('suppressed', { workflowStatus: 'SUPPRESSED' }),
  named('gone', { recordState: 'ARCHIVED' }),
];

async function covered(filter: BulkFilter, seed = SEED, reopening = false) {
  const { ledger, calls } = await ledgerWith(seed);
  const rows = await findCovered(ledger, filter, reopening);
  return { names: rows.map((row) => row.vulnerabilityId).sort(), calls };
}

test('a decision covers open findings; reopening covers decided ones that still exist', async () => {
  expect((await covered({})).names).toEqual(['new', 'open']);
  expect((await covered({}, SEED, true)).names).toEqual(['resolved', 'suppressed']);
});

test('by severity', async () => {
  expect((await covered({ severities: ['CRITICAL'] })).names).toEqual(['new']);
});

test('by scan: the one on whose page a finding is, or else the last one that saw it', async () => {
  const scan = (id: string) => ({ scan: { id, newFindings: 9 } });
  const seed = [
    named('seen', scan('s1')),
    named('other', scan('s2')),
    anItem({ vulnerabilityId: 'shown', ...scan('s2') }, { pageScan: 's1' }),
    named('without'),
  ];

  expect((await covered({ scanId: 's1' }, seed)).names).toEqual(['seen', 'shown']);
});

test('by a part of a package name, in any case', async () => {
  const seed = [named('a', packages('libssl3', 'zlib')), named('b', packages('zlib'))];

  expect((await covered({ packageName: 'SSL' }, seed)).names).toEqual(['a']);
});

test('by an image name, its repository, or what a menu sends for a long name', async () => {
  const seed = [named('a', images(0, 'shop/api', 'web')), named('b', images(0, 'api'))];
  const { name } = image('shop/api');

  expect((await covered({ image: name }, seed)).names).toEqual(['a']);
  expect((await covered({ image: 'shop/api' }, seed)).names).toEqual(['a']);
  expect((await covered({ image: 'api' }, seed)).names).toEqual(['b']);
  const long = 'team/'.repeat(20);
  const other = [named('a', images(0, `${long}api`)), named('b', images(0, `${long}web`))];
  const chosen = imageChoice(image(`${long}api`).name);
  expect(chosen).toMatch(/^#/);
  expect((await covered({ image: chosen }, other)).names).toEqual(['a']);
});

test('a finding in more images than its row names is read in full', async () => {
  const seed = [
    named('a', images(10, 'api')),
    named('b', images(11)),
    named('c', images(0, 'api')),
  ];

  const { names, calls } = await covered({ image: 'api' }, seed);

  expect(names).toEqual(['a', 'c']);
  expect(calls).toEqual(['query open findings', 'read 2 findings']);
});

test('a finding in more packages than its row names is read in full', async () => {
  const many = Array.from({ length: 10 }, (_, index) => `package-${index}`);
  const seed = [named('a', packages(...many, 'openssl')), named('b', packages(...many))];

  const { names, calls } = await covered({ packageName: 'openssl' }, seed);

  expect(names).toEqual(['a']);
  expect(calls).toEqual(['query open findings', 'read 2 findings']);
});

test('without a name nothing is read in full', async () => {
  expect((await covered({}, items(20, images(10)))).calls).toEqual(['query open findings']);
});

describe('by whether there is a fixed version', () => {
  const fixed = { packages: [{ name: 'a', installedVersion: '1', fixedVersion: '2' }] };
  const partly = { packages: [...fixed.packages, ...packages('b').packages] };
  const seed = [named('fixed', fixed), named('partly', partly), named('none', packages('a'))];

  test('has a fix: at least one package has one; no fix yet: none has', async () => {
    const has = await covered({ fix: true }, seed);

    expect(has.names).toEqual(['fixed', 'partly']);
    expect((await covered({ fix: false }, seed)).names).toEqual(['none']);
    expect(has.calls).toEqual(['query open findings']);
  });

  test('together with another filter', async () => {
    expect((await covered({ fix: true, packageName: 'b' }, seed)).names).toEqual(['partly']);
  });

  test('a row of an earlier version does not say, so that the finding is read in full', async () => {
    const { ledger, calls } = await ledgerWith(seed);
    const rows: typeof ledger.rows = async function* (...asked) {
      for await (const { fix: _, ...row } of ledger.rows(...asked)) yield row;
    };

    const found = await findCovered({ ...ledger, rows }, { fix: false });

    expect(found.map(({ vulnerabilityId }) => vulnerabilityId)).toEqual(['none']);
    expect(calls).toEqual(['query open findings', 'read 3 findings']);
  });
});
