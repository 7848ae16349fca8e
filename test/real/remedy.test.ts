import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { confirmRemedies } from '../../scanner/confirm-remedies';
import { createCompare } from '../../src/adapters/versions/compare';
import { chunksOf } from '../../src/domain/group-by';
import { type Remedies, remediesOfScan } from '../../src/domain/remedies-of-scan';
import type { Scheme } from '../../src/domain/versions/scheme';
import { factsIn } from '../domain/seen';
import { CHAINS } from '../domain/versions/chains';
import { createFakeClock } from '../fakes/runtime';
import { corpusFiles, hasCorpus, testIf } from '../scanner/corpus';
import { quiet } from '../scanner/hub';
import { advisoriesOf } from './remedy/advisories';
import { askWith } from './remedy/ask';
import { type Figures, found, judge, readCase, reportedIn } from './remedy/proof';
import { REAL_ADVISORIES, REAL_UPGRADES, scanWith } from './remedy/real-advisories';
import { pairsOf, versionsIn } from './remedy/version-pairs';
import { buildDatabaseProgram, findGo, findTrivy } from './trivy-db/run-trivy';

/* A real Trivy judges what cards say: the suggested versions are put into an image's SBOM, and it is judged again. */

const trivy = findTrivy();
const go = findGo();
const promise = testIf(trivy !== undefined && go !== undefined);
const corpusPromise = testIf(trivy !== undefined && go !== undefined && hasCorpus);
if (trivy === undefined || go === undefined)
  process.stderr.write('no Trivy or no Go here: no upgrade was proved.\n');

const folder = mkdtempSync(join(tmpdir(), 'vulnscan-remedy-'));
const compare = createCompare();
let databaseProgram = '';

beforeAll(() => {
  if (go !== undefined) databaseProgram = buildDatabaseProgram(go, folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SAMPLES = join(__dirname, '../../playground/samples');
const samples = readdirSync(SAMPLES).map((name) => join(SAMPLES, name));

interface Proved {
  name: string;
  /** Detections of the report that the SBOM has, and those in which Trivy finds something else than the report says. */
  reported: number;
  differs: string[];
  all: Figures;
  cards: Figures[];
}

async function prove(file: string): Promise<Proved> {
  const one = await readCase(file, compare);
  const ask = askWith(tools(), advisoriesOf(one.scan, compare));
  const reported = reportedIn(one.parts);
  const before = await found(ask, one, []);
  const cards = [...one.cards.values()].slice(0, MOST_CARDS);
  const judged = await inPairs(cards, async (parts) =>
    judge(one, parts, before, await found(ask, one, parts)),
  );
  return {
    name: basename(file, '.json'),
    reported: reported.size,
    differs: [...difference(reported, before), ...difference(before, reported)],
    all: judge(one, [...one.rowOf.keys()], before, await found(ask, one, [...one.rowOf.keys()])),
    cards: judged,
  };
}

/** Cards of a report that are tried alone; all of its cards are tried at once, and each part is judged by itself there. */
const MOST_CARDS = 12;

function tools() {
  return { trivy: trivy ?? '', databaseProgram, folder };
}

function difference(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  return [...a].filter((each) => !b.has(each));
}

async function inPairs<T, R>(values: T[], run: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const pair of chunksOf(values, 2)) results.push(...(await Promise.all(pair.map(run))));
  return results;
}

/** Nothing stays, nothing comes, and nothing goes that no card speaks of. */
function wrongIn({ stayed, appeared, vanished }: Figures): string[] {
  return [
    ...stayed.map((each) => `stayed: ${each}`),
    ...appeared.map((each) => `appeared: ${each}`),
    ...vanished.map((each) => `vanished: ${each}`),
  ];
}

async function proveAll(files: string[]): Promise<Proved[]> {
  const all: Proved[] = [];
  for (const file of files) {
    const proved = await prove(file);
    expect([proved.name, proved.differs]).toEqual([proved.name, []]);
    expect([proved.name, wrongIn(proved.all)]).toEqual([proved.name, []]);
    expect([proved.name, proved.cards.flatMap(wrongIn)]).toEqual([proved.name, []]);
    all.push(proved);
  }
  const withPackages = all.filter(({ reported }) => reported > 0);
  print(
    `${withPackages.length} reports: ${sum(withPackages, ({ reported }) => reported)} detections found again; all cards at once: ` +
      `${sum(withPackages, (each) => each.all.predicted)} predicted, ${sum(withPackages, (each) => each.all.cleared)} cleared; ` +
      `${sum(withPackages, ({ cards }) => cards.length)} cards one at a time, all exact`,
  );
  return withPackages;
}

function sum<T>(values: T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

promise('in every sample, what a card says it clears is gone, and nothing else', async () => {
  expect(await proveAll(samples)).toHaveLength(samples.length);
});

corpusPromise('in real reports, what a card says it clears is gone, and nothing else', async () => {
  const proved = await proveAll(corpusFiles('trivy'));

  expect(proved.length).toBeGreaterThan(10);
  expect(proved.flatMap(({ cards }) => cards).length).toBeGreaterThan(50);
});

corpusPromise(
  'versions compare as Trivy compares them, over all pairs of real reports',
  async () => {
    const versions = await versionsIn([...samples, ...corpusFiles('trivy')], compare);
    const figures: string[] = [];
    for (const scheme of SCHEMES) {
      const own = versions.get(scheme) ?? [];
      const all = [...new Set([...own, ...chainOf(scheme)])];
      const pairs = pairsOf(scheme, all);
      const answers = await askWith(tools(), pairs.advisories)(pairs.sbom);
      const { differ, pairs: count } = pairs.differences(answers, compare);
      expect(differ).toEqual([]);
      figures.push(`${scheme} ${count} pairs of ${all.length} versions`);
    }
    print(`no difference from Trivy: ${figures.join(', ')}`);
  },
);

/** Real advisories, of which a report shows only what the installed version has. */
promise('a target is raised until Trivy finds nothing in it, and is then confirmed', async () => {
  const ask = askWith(tools(), REAL_ADVISORIES);
  const deps = {
    ...{ trivy: { ask }, compare, log: quiet },
    clock: createFakeClock(new Date()),
  };
  for (const { type, name, installed, target, raised } of REAL_UPGRADES) {
    const scan = await scanWith(ask, { type, name, version: installed });
    const unasked = remediesOfScan(factsIn([scan]), { compare, known: [] });
    const confirmed = await confirmRemedies(deps, factsIn([scan]), []);
    const [one] = scan.detections;
    const rows = (remedies: Pick<Remedies, 'of'>) => one && remedies.of(one)[0]?.rows[0]?.target;

    expect([name, installed, rows(unasked), rows(confirmed)]).toEqual([
      ...[name, installed, raised ?? target, target],
    ]);
    expect(one && confirmed.of(one)[0]?.isConfirmed).toBe(true);
    const after = await scanWith(ask, { type, name, version: target });
    expect([name, target, after.detections]).toEqual([name, target, []]);
  }
  print(
    `${REAL_UPGRADES.length} upgrades under ${REAL_ADVISORIES.length} real advisories: each target is quiet`,
  );
});

const SCHEMES: Scheme[] = ['apk', 'deb', 'gem', 'generic', 'maven', 'npm', 'pip', 'rpm'];

/** PEP 440 does not order by `<` alone: it excludes pre-releases of the version itself, and takes no local versions. */
function chainOf(scheme: Scheme): string[] {
  if (scheme === 'pip') return [];
  return CHAINS[scheme].trim().split(/[\s=]+/);
}
