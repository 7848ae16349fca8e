import type { Severity } from '../src/domain/finding';
import type { Log } from '../src/ports/runtime';
import { imageTable, judgedLine, leftOutLine } from './print-tables';
import type { Scanned } from './scan-images';

interface TellDeps {
  log: Log;
  print(line: string): void;
}

/** Prints what became of the images of this task. */
export function tellScanned(
  deps: TellDeps,
  scanned: Scanned,
  severities: readonly Severity[],
): void {
  deps.print(imageTable(scanned.outcomes, severities));
  tellJudged(deps, scanned);
  tellLeftOut(deps, scanned);
}

function tellJudged(deps: TellDeps, { judged }: Scanned): void {
  const line = judgedLine(judged);
  if (line === undefined) return;
  deps.log.info('images judged by their SBOM, and pulled', { ...judged });
  deps.print(line);
}

/** Once per scan: a report may hold thousands of entries that are no vulnerabilities. */
function tellLeftOut(deps: TellDeps, { leftOut }: Scanned): void {
  if (Object.values(leftOut).every((count) => count === 0)) return;
  deps.log.info('entries that are not vulnerabilities were left out', { ...leftOut });
  deps.print(leftOutLine(leftOut));
}
