import { join } from 'node:path';
import { createTrivy } from '../../../scanner/trivy';
import { createFakeClock } from '../../fakes/runtime';
import { quiet } from '../../scanner/hub';
import type { Advisory } from './database';
import { writeDatabase } from './database';
import type { Ask } from './proof';

let databases = 0;

/** A real Trivy, with a database of these advisories. */
export function askWith(
  { trivy, databaseProgram, folder }: { trivy: string; databaseProgram: string; folder: string },
  advisories: Advisory[],
): Ask {
  databases += 1;
  const cacheDir = join(folder, `cache-${databases}`);
  writeDatabase(databaseProgram, cacheDir, advisories);
  const program = createTrivy(
    {
      ...{ program: trivy, cacheDir, timeoutMs: TIMEOUT_MS, offline: true },
      ...{ databases: [], javaDatabases: [], env: process.env },
    },
    { clock: createFakeClock(new Date()), log: quiet },
  );
  return (sbom) => program.ask(sbom, TIMEOUT_MS);
}

const TIMEOUT_MS = 120_000;
