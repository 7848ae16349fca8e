import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Real reports, kept outside this repository; VULNSCAN_CORPUS says where. */
const CORPUS = process.env['VULNSCAN_CORPUS'] ?? join(__dirname, '../../../shared/data');

export const hasCorpus = existsSync(join(CORPUS, 'trivy'));

/** A test where the condition holds, a todo, which the summary lists, if it does not. */
export function testIf(
  condition: boolean,
): (name: string, run: () => void | Promise<void>) => void {
  return condition ? (name, run) => test(name, async () => run()) : (name) => test.todo(name);
}

export function corpusFiles(kind: 'trivy' | 'asff'): string[] {
  const folder = join(CORPUS, kind);
  return hasCorpus
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => join(folder, name))
    : [];
}

export function corpusFile(name: string): string {
  return join(CORPUS, name);
}

interface RawReport {
  Results?: RawResult[];
}
interface RawResult {
  Vulnerabilities?: { VulnerabilityID?: string; Severity?: string }[] | null;
}

/** Distinct vulnerability ids at these severities, taken straight from the file. */
function distinctIds(file: string, severities: string[]): Set<string> {
  const json: RawReport | RawResult[] = JSON.parse(readFileSync(file, 'utf8'));
  const results = Array.isArray(json) ? json : (json.Results ?? []);
  const hits = results
    .flatMap((result) => result.Vulnerabilities ?? [])
    .filter((each) => severities.includes(each.Severity || 'UNKNOWN'))
    .flatMap((each) => each.VulnerabilityID || []);
  return new Set(hits);
}

export function countIds(file: string, severities: string[]): number {
  return distinctIds(file, severities).size;
}
