import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { outcomeOf } from '../../src/domain/urgency';

/**
 * CERT/CC's own table of BOD 26-04 against ours. Its package needs Python 3.12 and much else, so the table is read out of
 * the wheel, as data.
 */
const PACKAGE = 'certcc-ssvc==2026.10.0';
const FOLDER = join(__dirname, '../../.cache/real/certcc-ssvc');

const READ = `
import ast, glob, json, sys, zipfile
[wheel] = glob.glob(sys.argv[1] + '/*.whl')
source = zipfile.ZipFile(wheel).read('ssvc/decision_tables/cisa/bod_2604_dt.py')
[rows] = [k.value for k in ast.walk(ast.parse(source)) if isinstance(k, ast.keyword) and k.arg == 'mapping']
print(json.dumps(ast.literal_eval(rows)))
`;

type Row = Record<string, string>;

const rows = readRows();
const testWithTable = rows === undefined ? test.skip : test;

function readRows(): Row[] | undefined {
  const python = process.env['PYTHON'];
  if (!python) {
    process.stderr.write(
      "CERT/CC's table was not compared: set PYTHON to a Python that has pip.\n",
    );
    return undefined;
  }
  return readWheel(python) ?? (download(python) ? readWheel(python) : undefined);
}

function readWheel(python: string): Row[] | undefined {
  try {
    const output = execFileSync(python, ['-c', READ, FOLDER], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(output.toString());
  } catch {
    return undefined;
  }
}

function download(python: string): boolean {
  mkdirSync(FOLDER, { recursive: true });
  const pip = ['-m', 'pip', 'download', '-q', '--disable-pip-version-check', '--retries', '1'];
  const wheel = ['--no-deps', '--only-binary', ':all:', '--python-version', '3.12', '-d', FOLDER];
  try {
    execFileSync(python, [...pip, ...wheel, PACKAGE], { stdio: 'ignore', timeout: 120_000 });
    return true;
  } catch {
    process.stderr.write(
      `CERT/CC's table was not compared: ${PACKAGE} could not be downloaded from PyPI.\n`,
    );
    return false;
  }
}

testWithTable("16 of 16 rows are those of CERT/CC's table", () => {
  const answers = (rows ?? []).map((row) => ({
    row,
    ours: outcomeOf({
      exploited: row['cisa:KEV:1.0.0'] === 'Y',
      exposed: row['cisa:PE:1.0.0'] === 'Y',
      automatable: row['ssvc:A:2.0.0'] === 'Y',
      impact: row['ssvc:TI:1.0.0'] === 'T' ? 'total' : 'partial',
    }),
  }));

  expect(new Set(answers.map(({ row }) => Object.values(row).slice(0, 4).join(''))).size).toBe(16);
  expect(answers.map(({ ours }) => ours)).toEqual(
    answers.map(({ row }) => row['cisa:BOD2604:1.0.0']),
  );
});
