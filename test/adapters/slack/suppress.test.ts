import {
  buttonValue,
  type FindingValue,
  readFindingValue,
} from '../../../src/adapters/slack/button-values';
import { readSuppression, suppressModal } from '../../../src/adapters/slack/modals/suppress';
import type { Finding } from '../../../src/domain/finding';
import { JUSTIFICATIONS } from '../../../src/domain/workflow';
import { aFinding, english, japanese } from './kit';

const key = { id: 'vulnscan/CVE-2024-1', productArn: 'arn:product' };
const NOW = new Date('2026-11-27T10:00:00Z');
const facts = { exploited: false, exposed: false, highest: false };

const named = (...names: string[]) =>
  names.map((name) => ({ name, repository: name, services: [] }));

function buttonOf(finding: Finding): FindingValue {
  const value = readFindingValue(buttonValue({ finding, base: 0 }, 2000));
  if (value === undefined) throw new Error('no value');
  return value;
}

const formOf = (change: Partial<Finding>, context = english) =>
  JSON.stringify(suppressModal(buttonOf(aFinding(change)), context, NOW).blocks);

test.each([
  [true, '30'],
  [false, 'fix'],
])(
  'with a fix known (%s) the form proposes %s, not an expiry that the next scan would reach',
  (fixable, until) => {
    const { blocks } = suppressModal({ key, base: 0, images: 1, fixable }, english, NOW);

    const input = blocks.find((block) => block.block_id === 'until');
    expect(input).toMatchObject({ element: { initial_option: { value: until } } });
    expect(JSON.stringify(blocks).includes('"value":"fix"')).toBe(!fixable);
  },
);

test("a button's value names the finding, its appearance, its images and whether it has a fix", () => {
  const packages = [{ name: 'openssl', installedVersion: '3.0.1', fixedVersion: '3.0.15' }];
  const images = named('api', 'web', 'worker', 'batch');
  const finding = aFinding({ ...key, packages, images, severity: 'HIGH' });
  const names = ['api', 'web', 'worker'];
  const value = { key, base: 2, images: 4, names, facts, fixable: true, hopeless: false };

  expect(readFindingValue(buttonValue({ finding, base: 2 }, 2000))).toEqual(value);
  expect(readFindingValue(buttonValue({ finding, base: 2 }, 60))).toEqual({ ...value, names: [] });
  expect(readFindingValue(JSON.stringify([key.id, key.productArn, 2, 3]))).toBeUndefined();
  expect(buttonValue({ finding, base: 2 }, 10)).toBeUndefined();
});

test('a button of an earlier version still opens the form, with the number of images', () => {
  const value = readFindingValue(JSON.stringify([key.id, key.productArn, 0, 2, 0]));
  if (value === undefined) throw new Error('no value');

  const form = JSON.stringify(suppressModal(value, english, NOW));

  expect(form).toContain('Only where it is now: 2 images');
});

const UNFIXED = { name: 'bash', installedVersion: '5.0', status: 'will_not_fix' } as const;

test.each([
  ['no package will get a fix', [UNFIXED, { ...UNFIXED, name: 'dash' }], false],
  ['one package may get a fix', [UNFIXED, { name: 'dash', installedVersion: '1' }], true],
  ['one package has a fix', [UNFIXED, { ...UNFIXED, name: 'dash', fixedVersion: '2' }], false],
])('where %s, "until a fix exists" is offered: %#', (_name, packages, isOffered) => {
  const form = formOf({ packages });

  expect(form.includes('"value":"fix"')).toBe(isOffered);
  expect(form).toContain('"value":"30"');
});

test.each([
  ['repository', '1 repository'],
  ['sbom', '1 SBOM file'],
  [undefined, '1 image'],
] as const)('where names have no room, the form of a finding in a %s says %s', (kind, count) => {
  const name = 'x'.repeat(300);
  const images = [{ name, repository: name, services: [], ...(kind && { kind }) }];

  expect(formOf({ images })).toContain(`Only where it is now: ${count}`);
});

describe('the form', () => {
  it('asks where, naming the images, with "only where it is now" chosen', () => {
    const images = named('worker', 'batch', 'api', 'web');
    const { blocks } = suppressModal(buttonOf(aFinding({ images })), english, NOW);

    expect(blocks.find(({ block_id }) => block_id === 'where')).toMatchObject({
      element: {
        initial_option: { value: 'here' },
        options: [
          {
            text: { text: 'Only where it is now: worker, batch, api and 1 more' },
            description: { text: 'Also after a rebuild; asked again in any other image' },
          },
          { text: { text: 'Everywhere' }, description: { text: 'Also in images that come later' } },
        ],
      },
    });
  });

  it('writes the dates out', () => {
    expect(formOf({})).toContain('30 days (27 Dec 2026)');
    expect(formOf({}, japanese)).toContain('30 日間(2026年12月27日まで)');
  });

  it('says what asks again earlier, and leaves out what is so already', () => {
    const packages = [{ name: 'a', installedVersion: '1' }];
    const urgent = {
      exploitedSince: '2026-11-01',
      exposed: 'no',
      automatable: true,
      impact: 'total',
      vectorSource: 'cvss',
      outcome: '3DF',
      since: '2026-11-01T00:00:00.000Z',
    } as const;

    expect(formOf({ severity: 'HIGH', packages })).toContain(
      'Asked again earlier if it is exploited, exposed to the internet or rated higher, or once a fix is out.',
    );
    expect(formOf({ severity: 'CRITICAL', urgency: urgent })).toContain(
      'Asked again earlier if it is exposed to the internet.',
    );
    expect(formOf({ severity: 'CRITICAL', urgency: urgent })).toContain(
      '⚠️ It is known to be exploited',
    );
    expect(formOf({}, { ...english, reask: [] })).not.toContain('sked again');
  });
});

const valuesOf = (why?: string, reason?: string, where = 'here') => ({
  where: { where: { selected_option: { value: where } } },
  until: { until: { selected_option: { value: '30' } } },
  why: { why: { selected_option: why === undefined ? null : { value: why } } },
  reason: { reason: { value: reason ?? null } },
});

const read = (values: ReturnType<typeof valuesOf>) => readSuppression(values, english.text, NOW);

describe('what was submitted', () => {
  it('is where, until when, why, and what the team is to know', () => {
    expect(read(valuesOf('not-reachable', ' no LDAP ', 'everywhere'))).toEqual({
      kind: 'suppress',
      until: { kind: 'date', date: '2026-12-27' },
      place: 'everywhere',
      justification: 'not-reachable',
      reason: 'no LDAP',
    });
  });

  it.each(JUSTIFICATIONS)(
    'needs a free text for %s only if the reason alone says nothing',
    (why) => {
      const isNeeded = why === 'mitigated-otherwise' || why === 'risk-accepted';

      const decision = read(valuesOf(why, '   '));

      expect('missing' in decision && decision.missing).toBe(isNeeded && 'reason');
      if (!isNeeded) expect(decision).toMatchObject({ place: 'here', justification: why });
    },
  );

  it('is refused without a reason', () => {
    expect(read(valuesOf(undefined, 'because'))).toMatchObject({ missing: 'why' });
    expect(read(valuesOf('because'))).toMatchObject({ missing: 'why' });
  });
});
